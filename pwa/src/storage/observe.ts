/** Follows a query: calls back now and after every change, also one made in another tab. */
import { liveQuery } from 'dexie'

/** The query may fail while the browser drops and re-opens the database. */
const RETRY_MS = 1000

export function observeQuery<T>(query: () => Promise<T>, onChange: (value: T) => void): () => void {
  let stopped = false
  let stop: () => void = () => undefined
  const start = () => {
    if (stopped) return
    const subscription = liveQuery(query).subscribe({
      next: onChange,
      error: () => void setTimeout(start, RETRY_MS),
    })
    stop = () => subscription.unsubscribe()
  }
  start()
  return () => {
    stopped = true
    stop()
  }
}
