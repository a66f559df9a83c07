/** Journal and count in memory, where a browser has files, local storage and a cookie. */
import type { CountBoxes, TextBox } from './canary'
import type { JournalFiles } from './journal'

export function journalIn(kept: Map<string, string>): JournalFiles {
  return {
    names: () => Promise.resolve([...kept.keys()]),
    read: (name) => {
      const text = kept.get(name)
      return text === undefined ? Promise.reject(new Error('no such entry')) : Promise.resolve(text)
    },
    write: (name, text) => Promise.resolve(void kept.set(name, text)),
    remove: (name) => Promise.resolve(void kept.delete(name)),
  }
}

export function boxIn(): TextBox & { text: string | null } {
  return {
    text: null,
    get() {
      return this.text
    },
    set(text) {
      this.text = text
    },
  }
}

export interface BoxesInMemory extends CountBoxes {
  full: ReturnType<typeof boxIn>
  brief: ReturnType<typeof boxIn>
  kept: { text: string | null }
}

export function boxesIn(): BoxesInMemory {
  const kept: { text: string | null } = { text: null }
  const file = { read: () => Promise.resolve(kept.text), write: (text: string) => Promise.resolve(void (kept.text = text)) }
  return { full: boxIn(), brief: boxIn(), kept, file }
}
