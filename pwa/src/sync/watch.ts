/** Watches over one run: gives it up when nothing has moved for too long, so that no hanging call is the end of sending. */

/** Longer than any request of ours may take without a sign of life. */
const HANGS_MS = 15 * 60_000
/** So long nothing has to have moved before a person's tap or a new network outranks what is under way. */
const QUIET_MS = 45_000

export interface Watch {
  signal: AbortSignal
  /** Something moved. */
  alive: () => void
  /** Ends the run when it has been quiet. */
  giveUpIfQuiet(): void
  /** How the run ended. Rejects as the run does. */
  until(run: Promise<void>): Promise<'done' | 'abandoned'>
  stop(): void
}

export function createWatch(after: (ms: number, work: () => void) => () => void, now: () => number): Watch {
  const abort = new AbortController()
  let last = now()
  let cancel: () => void = () => undefined

  function look(): void {
    const left = last + HANGS_MS - now()
    if (left <= 0) abort.abort()
    else cancel = after(left, look)
  }
  look()

  return {
    signal: abort.signal,
    alive: () => void (last = now()),
    giveUpIfQuiet: () => void (now() - last >= QUIET_MS && abort.abort()),
    until: (run) =>
      Promise.race([
        run.then(() => 'done' as const),
        new Promise<'abandoned'>((resolve) => abort.signal.addEventListener('abort', () => resolve('abandoned'))),
      ]),
    stop: () => cancel(),
  }
}
