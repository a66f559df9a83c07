import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { createDraftLocks } from './draftLocks'

type Work = (lock: object | null) => Promise<unknown>
interface Asked {
  ifAvailable?: boolean
  steal?: boolean
  signal?: AbortSignal
}

/** Web Locks of one browser, shared by its pages. */
function browserLocks() {
  const holders = new Map<string, { end: (error: unknown) => void }>()
  const queue: { name: string; start: () => void }[] = []

  function hold(name: string, work: Work): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const holder = { end: reject }
      holders.set(name, holder)
      void work({ name }).then((result) => {
        if (holders.get(name) === holder) {
          holders.delete(name)
          const next = queue.findIndex((one) => one.name === name)
          if (next >= 0) queue.splice(next, 1)[0]?.start()
        }
        resolve(result)
      }, reject)
    })
  }

  function request(name: string, { ifAvailable, steal, signal }: Asked, work: Work): Promise<unknown> {
    if (steal) {
      holders.get(name)?.end(new DOMException('stolen', 'AbortError'))
      return hold(name, work)
    }
    if (!holders.has(name)) return hold(name, work)
    if (ifAvailable) return work(null)
    return new Promise((resolve, reject) => {
      const waiting = { name, start: () => void hold(name, work).then(resolve, reject) }
      queue.push(waiting)
      signal?.addEventListener('abort', () => {
        queue.splice(queue.indexOf(waiting), 1)
        reject(new DOMException('aborted', 'AbortError'))
      })
    })
  }
  return { request: request as unknown as LockManager['request'] }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())
const settle = () => vi.advanceTimersByTimeAsync(0)

function page(locks: ReturnType<typeof browserLocks> | undefined) {
  const { hold } = createDraftLocks(locks)
  return (id: string) => {
    const heard: boolean[] = []
    return { heard, ...hold(id, (mine) => heard.push(mine)) }
  }
}

describe('one draft in two pages', () => {
  it('is written in the first, and in the second once that lets go', async () => {
    const locks = browserLocks()
    const first = page(locks)('d')
    await settle()
    const second = page(locks)('d')
    await settle()
    expect([first.heard, second.heard]).toEqual([[true], [false]])
    first.release()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(second.heard).toEqual([false, true])
  })

  it('is taken over on a wish, which the first hears', async () => {
    const locks = browserLocks()
    const first = page(locks)('d')
    await settle()
    const second = page(locks)('d')
    await settle()
    second.takeOver()
    await settle()
    expect([first.heard, second.heard]).toEqual([[true, false], [false, true]])
    second.release()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(first.heard).toEqual([true, false, true])
  })

  it('stays with its page while camera and form follow each other', async () => {
    const locks = browserLocks()
    const here = page(locks)
    const camera = here('d')
    await settle()
    camera.release()
    await vi.advanceTimersByTimeAsync(500)
    const form = here('d')
    const other = page(locks)('d')
    await vi.advanceTimersByTimeAsync(5_000)
    expect([form.heard, other.heard]).toEqual([[true], [false]])
  })

  it('waits no longer once the second page leaves', async () => {
    const locks = browserLocks()
    const first = page(locks)('d')
    await settle()
    const second = page(locks)('d')
    await settle()
    second.release()
    await vi.advanceTimersByTimeAsync(1_000)
    first.release()
    await vi.advanceTimersByTimeAsync(1_000)
    const third = page(locks)('d')
    await settle()
    expect([second.heard, third.heard]).toEqual([[false], [true]])
  })

  it('does not hinder another draft', async () => {
    const locks = browserLocks()
    page(locks)('d')
    const other = page(locks)('e')
    await settle()
    expect(other.heard).toEqual([true])
  })

  it('is written in both where the browser has no locks', async () => {
    const [first, second] = [page(undefined)('d'), page(undefined)('d')]
    second.takeOver()
    await settle()
    expect([first.heard, second.heard]).toEqual([[true], [true]])
  })
})
