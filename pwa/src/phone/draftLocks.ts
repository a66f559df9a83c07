/**
 * One draft is written in one page at a time. Without locks in the browser every page may write; nothing is lost
 * then either, because each change is one step in the database and a draft is sealed once.
 */
import type { HoldDraft } from './types'

export interface DraftLocks {
  hold: HoldDraft
}

type LockManagerPart = Pick<LockManager, 'request'>

/** Camera and form of one report follow each other; letting go between them would show a stranger for a moment. */
const LINGER_MS = 1_000

interface Held {
  mine: boolean | null
  followers: Set<(mine: boolean) => void>
  /** Lets go of the lock, or stops waiting for it. */
  letGo: () => void
  /** Counts requests; what becomes of an older one concerns nobody. */
  turn: number
  lingering: ReturnType<typeof setTimeout> | undefined
}

export function createDraftLocks(locks: LockManagerPart | undefined): DraftLocks {
  const held = new Map<string, Held>()

  function tell(one: Held, mine: boolean): void {
    one.mine = mine
    for (const follower of one.followers) follower(mine)
  }

  /** Keeps the lock until `letGo`. */
  function keep(one: Held): Promise<void> {
    tell(one, true)
    return new Promise((resolve) => (one.letGo = resolve))
  }

  /** Waits until the lock is free, keeps it, and waits again when another page takes it over. */
  async function claim(manager: LockManagerPart, id: string, one: Held, options: LockOptions): Promise<void> {
    const turn = (one.turn += 1)
    const isNow = () => held.get(id) === one && one.turn === turn
    try {
      const got = await manager.request(`draft:${id}`, options, async (lock) => {
        if (lock !== null && isNow()) await keep(one)
        return lock !== null
      })
      if (got || !isNow()) return
    } catch {
      if (!isNow()) return
    }
    tell(one, false)
    const end = new AbortController()
    one.letGo = () => end.abort()
    void claim(manager, id, one, { signal: end.signal })
  }

  function start(id: string): Held {
    const mine = locks === undefined ? true : null
    const one: Held = { mine, followers: new Set(), letGo: () => undefined, turn: 0, lingering: undefined }
    held.set(id, one)
    if (locks !== undefined) void claim(locks, id, one, { ifAvailable: true })
    return one
  }

  function takeOver(id: string): void {
    const one = held.get(id)
    if (locks === undefined || one === undefined || one.mine === true) return
    const stopWaiting = one.letGo
    void claim(locks, id, one, { steal: true })
    stopWaiting()
  }

  return {
    hold(id, onChange) {
      const one = held.get(id) ?? start(id)
      clearTimeout(one.lingering)
      one.followers.add(onChange)
      if (one.mine !== null) onChange(one.mine)
      const release = () => {
        if (!one.followers.delete(onChange) || one.followers.size > 0) return
        one.lingering = setTimeout(() => {
          held.delete(id)
          one.letGo()
        }, LINGER_MS)
      }
      return { release, takeOver: () => takeOver(id) }
    },
  }
}
