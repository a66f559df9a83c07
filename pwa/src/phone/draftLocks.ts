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
  letGo: () => void
  lingering: ReturnType<typeof setTimeout> | undefined
}

export function createDraftLocks(locks: LockManagerPart | undefined): DraftLocks {
  const held = new Map<string, Held>()

  function tell(one: Held, mine: boolean): void {
    one.mine = mine
    for (const follower of one.followers) follower(mine)
  }

  /** Keeps the lock until `letGo`; rejects when another page took it over. */
  function keep(one: Held): () => Promise<void> {
    return () => {
      tell(one, true)
      return new Promise((resolve) => (one.letGo = resolve))
    }
  }

  async function request(manager: LockManagerPart, id: string, one: Held): Promise<void> {
    const name = `draft:${id}`
    const free = await manager.request(name, { ifAvailable: true }, async (lock) => {
      if (lock === null) return false
      await keep(one)()
      return true
    })
    if (free || held.get(id) !== one) return
    tell(one, false)
    const end = new AbortController()
    one.letGo = () => end.abort()
    await manager.request(name, { signal: end.signal }, keep(one))
  }

  function start(id: string): Held {
    const one: Held = { mine: locks === undefined ? true : null, followers: new Set(), letGo: () => undefined, lingering: undefined }
    held.set(id, one)
    if (locks !== undefined) void request(locks, id, one).catch(() => held.get(id) === one && tell(one, false))
    return one
  }

  function takeOver(id: string): void {
    const one = held.get(id)
    if (locks === undefined || one === undefined || one.mine === true) return
    one.letGo()
    void locks.request(`draft:${id}`, { steal: true }, keep(one)).catch(() => held.get(id) === one && tell(one, false))
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
