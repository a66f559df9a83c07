/** Journal files in memory. */
import type { JournalFiles } from './journal'

export function journalIn(kept: Map<string, string>): JournalFiles {
  return {
    names: () => Promise.resolve([...kept.keys()]),
    read: (name) => Promise.resolve(kept.get(name) ?? ''),
    write: (name, text) => Promise.resolve(void kept.set(name, text)),
    remove: (name) => Promise.resolve(void kept.delete(name)),
  }
}
