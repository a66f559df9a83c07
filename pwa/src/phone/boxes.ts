/** Small texts outside the database, which survive one that does not. A place that is switched off keeps nothing. */
import type { ExportKey } from '@/domain/export-key'
import type { CountBoxes, TextBox } from '@/storage/canary'
import type { JournalFiles } from '@/storage/journal'
import { joinLosses, type Loss } from '@/storage/losses'

export function textBox(name: string): TextBox {
  return {
    get() {
      try {
        return localStorage.getItem(name)
      } catch {
        return null
      }
    },
    set(text) {
      try {
        localStorage.setItem(name, text)
      } catch {
        // Full or forbidden: the count outside the database is then missing, the database itself is not.
      }
    },
  }
}

/** Browsers keep at most 400 days. */
const COOKIE_AGE_S = 400 * 24 * 3600

/** A text of at most 4 KB in a cookie; browsers clear these apart from the rest. */
export function cookieBox(name: string): TextBox {
  return {
    get() {
      try {
        const line = document.cookie.split('; ').find((one) => one.startsWith(`${name}=`))
        return line === undefined ? null : decodeURIComponent(line.slice(name.length + 1))
      } catch {
        return null
      }
    },
    set(text) {
      const secure = location.protocol === 'https:' ? '; secure' : ''
      try {
        document.cookie = `${name}=${encodeURIComponent(text)}; path=/; max-age=${COOKIE_AGE_S}; samesite=strict${secure}`
      } catch {
        // As with local storage: one place less for the count.
      }
    },
  }
}

/** The three places of the count: local storage, a cookie, a file beside the journal. */
export function countBoxes(file: JournalFiles): CountBoxes {
  return {
    full: textBox('xj-outstanding'),
    brief: cookieBox('xj-outstanding'),
    file: { read: () => file.read('outstanding'), write: (text) => file.write('outstanding', text) },
  }
}

export function flagBox(name: string) {
  const box = textBox(name)
  return { get: () => box.get() === 'yes', set: (flag: boolean) => box.set(flag ? 'yes' : 'no') }
}

/** The server's key for exports, which must be at hand when the database is not. */
export function keyBox() {
  const box = textBox('xj-export-key')
  return {
    get(): ExportKey | null {
      try {
        return JSON.parse(box.get() ?? 'null') as ExportKey | null
      } catch {
        return null
      }
    },
    set: (key: ExportKey) => box.set(JSON.stringify(key)),
  }
}

/** A loss stays until a person has read it, through any number of starts. */
export function lossBox() {
  const box = textBox('xj-loss')
  function get(): Loss | null {
    try {
      const loss = JSON.parse(box.get() ?? 'null') as Loss | null
      // Version 1.0.0 kept no lines.
      return loss === null ? null : { ...NOTHING, ...loss }
    } catch {
      return null
    }
  }
  return {
    get,
    clear: () => box.set('null'),
    note: (loss: Loss | null) => void (loss === null ? undefined : box.set(JSON.stringify(joinLosses(get(), loss)))),
  }
}

const NOTHING: Loss = { last_seen_at: 0, expected: 0, found: 0, recovered: 0, delivered: 0, drafts: 0, seqs: [], lines: [] }
