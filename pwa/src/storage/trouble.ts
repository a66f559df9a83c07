/** Names what went wrong with the phone's storage. Knows error names, not tables. */

export type TroubleWord =
  /** No room left. */
  | 'full'
  /** The browser dropped the database and re-opening did not help. */
  | 'lost'
  /** No answer in time; the write may still happen. */
  | 'stalled'
  /** A newer version of the app wrote this database; this one only sends from it. */
  | 'newer'
  /** The draft, report or picked file is not there any more. */
  | 'missing'

export class StorageTrouble extends Error {
  constructor(
    readonly trouble: TroubleWord,
    override readonly cause?: unknown,
  ) {
    super(`storage: ${trouble}`)
    this.name = 'StorageTrouble'
  }
}

/** Names by which browsers say that the connection, not the write, is broken. */
const DEAD = ['UnknownError', 'InvalidStateError', 'DatabaseClosedError', 'AbortError', 'OpenFailedError', 'TimeoutError']

/** Error names from the outermost to the cause; Dexie wraps the browser's. */
function namesOf(error: unknown): string[] {
  const names: string[] = []
  for (let at = error, depth = 0; at instanceof Error && depth < 5; depth++) {
    names.push(at.name)
    const { inner } = at as { inner?: unknown }
    at = inner === at ? undefined : (inner ?? at.cause)
  }
  return names
}

export function isFull(error: unknown): boolean {
  return namesOf(error).includes('QuotaExceededError')
}

/** Whether a new connection and the whole transaction again may help. */
export function isDeadConnection(error: unknown): boolean {
  return !isFull(error) && !(error instanceof StorageTrouble) && namesOf(error).some((name) => DEAD.includes(name))
}

/** Names by which browsers refuse the form of the bytes, not their size. */
const FORM_REFUSED = ['DataError', 'DataCloneError', 'NotReadableError', 'ConstraintError']

/** Whether the same bytes as Blob instead of ArrayBuffer, or the other way round, may be taken. */
export function isFormRefused(error: unknown): boolean {
  if (isFull(error)) return false
  const said = error instanceof Error ? error.message : ''
  return namesOf(error).some((name) => FORM_REFUSED.includes(name)) || /Blob|File data/.test(said)
}
