/** A signal that aborts after `ms`; browsers before 2022 know no `AbortSignal.timeout`. */
export function giveUpAfter(ms: number): AbortSignal {
  const abort = new AbortController()
  setTimeout(() => abort.abort(), ms)
  return abort.signal
}
