/**
 * Opens the database or says why it cannot be opened. Never deletes one: what a browser calls broken may open
 * tomorrow, and holds work that exists nowhere else.
 */
import { DECLARED_VERSION, PhoneDatabase } from './database'
import { isFull } from './trouble'

export type ShutReason =
  /** This browser gives no database at all. */
  | 'none'
  /** It is there and does not open. */
  | 'damaged'
  | 'full'
  | 'stalled'

export class DatabaseShut extends Error {
  constructor(
    readonly why: ShutReason,
    override readonly cause: unknown,
  ) {
    super(`database: ${why}`)
    this.name = 'DatabaseShut'
  }
}

export interface OpeningLimits {
  tries: number
  /** Pause before the n-th repetition. */
  pauseMs: (n: number) => number
  /** An engine that says nothing at all, not even that another page holds the database. */
  patienceMs: number
  /** A page that holds the database mostly lets go at once. */
  blockedMs: number
}

const LIMITS: OpeningLimits = { tries: 3, pauseMs: (n) => 400 * n, patienceMs: 20_000, blockedMs: 3_000 }

/** Another page of an older version holds the database. Called once, after it did so for 3 s. */
export type OnBlocked = () => void

/** Open, or rejects with DatabaseShut after three tries. */
export async function openDatabase(name: string, onBlocked: OnBlocked, limits = LIMITS): Promise<PhoneDatabase> {
  const db = new PhoneDatabase(name)
  for (let attempt = 1; ; attempt++) {
    try {
      await opened(db, onBlocked, limits)
      return db
    } catch (error) {
      db.close({ disableAutoOpen: false })
      const why = error instanceof DatabaseShut ? error.why : reasonOf(error)
      if (why !== 'damaged' || attempt >= limits.tries) throw new DatabaseShut(why, error)
      await new Promise((resolve) => setTimeout(resolve, limits.pauseMs(attempt)))
    }
  }
}

/** A newer app wrote it: this one may send what lies there, but not write what it does not understand. */
export function isFromNewer(db: PhoneDatabase): boolean {
  // Dexie multiplies its versions by ten.
  return db.isOpen() && db.backendDB().version >= (DECLARED_VERSION + 1) * 10
}

async function opened(db: PhoneDatabase, onBlocked: OnBlocked, limits: OpeningLimits): Promise<void> {
  let silent: ReturnType<typeof setTimeout> | undefined
  let held: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    silent = setTimeout(() => reject(new DatabaseShut('stalled', null)), limits.patienceMs)
  })
  const blocked = () => {
    clearTimeout(silent)
    held ??= setTimeout(onBlocked, limits.blockedMs)
  }
  db.on('blocked', blocked)
  try {
    await Promise.race([db.open(), late])
  } finally {
    clearTimeout(silent)
    clearTimeout(held)
    db.on('blocked').unsubscribe(blocked)
  }
}

/** Names by which browsers say that there will be no database here, ever. */
const NONE = ['MissingAPIError', 'SecurityError', 'InvalidStateError', 'NotAllowedError']

function reasonOf(error: unknown): ShutReason {
  if (isFull(error)) return 'full'
  return error instanceof Error && NONE.includes(innerName(error)) ? 'none' : 'damaged'
}

function innerName(error: Error): string {
  const { inner } = error as { inner?: Error }
  return error.name === 'OpenFailedError' && inner ? inner.name : error.name
}
