/**
 * A disk that is full when a transaction commits: every request has succeeded by then, and the transaction aborts
 * with QuotaExceededError, as browsers do.
 */
import { vi } from 'vitest'

interface Inside {
  mode: IDBTransactionMode
  _abort(name: string): void
}

/** Refuses the next `times` writing commits, those that only delete left alone: they need no room. */
export function fullDisk(times: number) {
  let left = times
  let refused = 0
  let succeeded = 0
  const writing = new WeakSet<object>()
  const put = IDBObjectStore.prototype.put
  const add = IDBObjectStore.prototype.add

  function noted(store: IDBObjectStore, request: IDBRequest<IDBValidKey>): IDBRequest<IDBValidKey> {
    const { transaction } = store
    request.addEventListener('success', () => {
      succeeded += 1
      if (writing.has(transaction) || left <= 0) return
      writing.add(transaction)
      left -= 1
      refused += 1
      abortAtCommit(transaction as unknown as Inside)
    })
    return request
  }

  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
    return noted(this, put.apply(this, args))
  })
  vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (this: IDBObjectStore, ...args) {
    return noted(this, add.apply(this, args))
  })
  return { refused: () => refused, succeeded: () => succeeded, grow: () => void (left = 0) }
}

/** Lets every request come to its end, then takes all of it back. */
function abortAtCommit(transaction: Inside): void {
  const inside = transaction as Inside & { _requests: unknown[]; _start(): void; _state: string }
  const start = inside._start.bind(inside)
  inside._start = () => {
    if (inside._requests.length === 0 && inside._state !== 'finished') inside._abort('QuotaExceededError')
    else start()
  }
}
