/**
 * The only way anything is written: resolves when the transaction completed, rejects otherwise, never neither.
 * A request's own success proves nothing: a full disk aborts the transaction afterwards.
 */
import type { Table } from 'dexie'

import type { PhoneDatabase } from './database'
import { isDeadConnection, isFull, StorageTrouble } from './trouble'

/** What a refused write is for, which says how much may be freed for it. */
export type Purpose =
  /** Words, a photo, a sealing: what a person would lose. */
  | 'report'
  /** Only finds out whether a report would have room. */
  | 'trial'
  /** How far a sealed report has come: only what is written down here ever empties a full phone. */
  | 'progress'
  /** What comes again by itself. */
  | 'other'

export interface SaveLimits {
  watchdogMs: number
  tries: number
  /** Pause before the n-th repetition. */
  pauseMs: (n: number) => number
  /** Null for the very writes that free: they must not wait for themselves. */
  frees: Purpose | null
}

/** Five tries over five seconds: WebKit comes back within that after it dropped a backgrounded connection. */
export const LIMITS: SaveLimits = { watchdogMs: 10_000, tries: 5, pauseMs: (n) => 500 * n, frees: 'other' }
/** For what exists nowhere else yet. */
export const FOR_REPORT: SaveLimits = { ...LIMITS, frees: 'report' }

/**
 * Runs `work` in one read-write transaction over `tables` and resolves with its result once all of it is on disk.
 * On a dead connection the database is opened anew and the whole of `work` runs again, so it must be repeatable; on a
 * full disk what can be had again is freed first, and `work` runs again as often as that freed anything.
 * Rejects with StorageTrouble, or with the error `work` itself threw.
 */
export async function saveTx<T>(
  db: PhoneDatabase,
  tables: Table[],
  work: () => Promise<T>,
  limits: SaveLimits = LIMITS,
): Promise<T> {
  for (let attempt = 1; ; ) {
    try {
      return await beforeDeadline(db.transaction('rw', tables, work), limits.watchdogMs)
    } catch (error) {
      if (isFull(error)) {
        // `work` still holds the bytes; each round gives up something less dear than they are.
        if (limits.frees !== null && (await db.makeRoom(limits.frees).catch(() => false))) continue
        throw new StorageTrouble('full', error)
      }
      if (!isDeadConnection(error)) throw error
      if (attempt >= limits.tries) throw new StorageTrouble('lost', error)
      await pause(limits.pauseMs(attempt++))
      reconnect(db)
    }
  }
}

/** Reads with the same patience. */
export async function readTx<T>(db: PhoneDatabase, work: () => Promise<T>, limits: SaveLimits = LIMITS): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await beforeDeadline(work(), limits.watchdogMs)
    } catch (error) {
      if (!isDeadConnection(error)) throw error
      if (attempt >= limits.tries) throw new StorageTrouble('lost', error)
      await pause(limits.pauseMs(attempt))
      reconnect(db)
    }
  }
}

/** Drops the dead handle; Dexie opens a new one with the next transaction. */
function reconnect(db: PhoneDatabase): void {
  db.close({ disableAutoOpen: false })
}

async function beforeDeadline<T>(work: PromiseLike<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new StorageTrouble('stalled')), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
