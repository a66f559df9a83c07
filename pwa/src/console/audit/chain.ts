/** Decides what a browser can say by itself about entries of the log: whether each has its hash and follows the next older. */
import type { LogEntry } from '@/domain/log'
import { sha256Now } from '@/domain/digest'

type Hashed = Pick<LogEntry, 'seq' | 'line' | 'hash' | 'prev_hash'>

/** The numbers of entries, newest first, that do not have their hash or do not follow the one listed after them. */
export function brokenIn(entries: readonly Hashed[]): number[] {
  return entries.filter((entry, place) => !isSound(entry, entries[place + 1])).map((entry) => entry.seq)
}

function isSound(entry: Hashed, older: Hashed | undefined): boolean {
  if (sha256Now(new TextEncoder().encode(entry.line)) !== entry.hash || !entry.line.endsWith(`\t${entry.prev_hash}`)) return false
  return older === undefined || older.seq !== entry.seq - 1 || older.hash === entry.prev_hash
}
