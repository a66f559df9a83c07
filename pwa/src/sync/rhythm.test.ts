import { describe, expect, it } from 'vitest'

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
    const first = restAfter({ why: 'no-network' }, null, 0, half)
    expect(first).toEqual({ why: 'no-network', count: 1, until: 2000 })
    expect(restAfter({ why: 'no-network' }, first, 0, half)).toEqual({ why: 'no-network', count: 2, until: 4000 })
    expect(restAfter({ why: 'server-busy', until: 90_000 }, null, 0, half)?.until).toBe(90_000)
    expect(restAfter(null, first, 0, half)).toBeNull()
    expect(restAfter({ why: 'auth' }, first, 0, half)).toBeNull()
  })

  it('wakes when a report is due and the rest is over, never in a tight loop', () => {
    expect(wakeIn(null, rest, 0)).toBeNull()
    expect(wakeIn(0, null, 5000)).toBe(500)
    expect(wakeIn(9000, null, 5000)).toBe(4000)
    expect(wakeIn(0, { ...rest, until: 20_000 }, 5000)).toBe(15_000)
  })
})
