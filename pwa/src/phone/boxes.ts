/** Small texts in localStorage, which survives a database that does not. Storage that is switched off keeps nothing. */
import type { TextBox } from '@/storage/canary'

import type { Loss } from './types'

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

export function flagBox(name: string) {
  const box = textBox(name)
  return { get: () => box.get() === 'yes', set: (flag: boolean) => box.set(flag ? 'yes' : 'no') }
}

/** A loss stays until a person has read it, through any number of starts. */
export function lossBox() {
  const box = textBox('xj-loss')
  function get(): Loss | null {
    try {
      return JSON.parse(box.get() ?? 'null') as Loss | null
    } catch {
      return null
    }
  }
  return {
    get,
    clear: () => box.set('null'),
    note: (loss: Loss | null) => void (loss === null ? undefined : box.set(JSON.stringify(loss))),
  }
}
