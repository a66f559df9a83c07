import { describe, expect, it } from 'vitest'

import type { Stop } from '@/outbox/pass'

import { mayRun, restAfter, wakeIn, type Rest } from './rhythm'

const half = { next: () => 0.5 }
const rest: Rest = { why: 'no-network', until: 1000, count: 1 }

describe('the rhythm of sending', () => {
  it('rests without network but tries a new report, a returning network and a person at once', () => {
    expect(mayRun('timer', rest, 500)).toBe(false)
    expect(mayRun('timer', rest, 1000)).toBe(true)
    for (const trigger of ['save', 'online', 'visible', 'manual', 'signed-in'] as const) expect(mayRun(trigger, rest, 500)).toBe(true)
  })

  it('lets a new report wait when the server is busy', () => {
    expect(mayRun('save', { ...rest, why: 'server-busy' }, 500)).toBe(false)
  })

  it('rests longer from stop to stop, and as long as the server asks', () => {
    const after = (stop: Stop | null, before: Rest | null, broken = 0) => restAfter({ stop, broken }, before, 0, half)
    const first = after({ why: 'no-network' }, null)
    expect(first).toEqual({ why: 'no-network', count: 1, until: 2000 })
    expect(after({ why: 'no-network' }, first)).toEqual({ why: 'no-network', count: 2, until: 4000 })
    expect(after({ why: 'server-busy', until: 90_000 }, null)?.until).toBe(90_000)
    expect(after(null, first)).toBeNull()
    expect(after({ why: 'auth' }, first)).toBeNull()
    expect(after(null, null, 1)).toEqual({ why: 'storage', count: 1, until: 2000 })
  })

  it('wakes when a report is due and the rest is over, never in a tight loop', () => {
    expect(wakeIn(null, rest, 0)).toBeNull()
    expect(wakeIn(0, null, 5000)).toBe(500)
    expect(wakeIn(9000, null, 5000)).toBe(4000)
    expect(wakeIn(0, { ...rest, until: 20_000 }, 5000)).toBe(15_000)
  })
})
