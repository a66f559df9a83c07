import { describe, expect, it } from 'vitest'

import type { PermitsApi } from '@/api/permits'
import type { LonLat } from '@/domain/geography'
import type { PermitView } from '@/domain/permit-register'
import { Failure } from '@/domain/problem'

import { createPermitFile } from './createPermitFile'
import { createPermits } from './createPermits'
import { runsOf } from './runs'
import { standingOf } from './standing'

const RING: LonLat[] = [[113, 34], [113.001, 34], [113.001, 34.001], [113, 34]]
const permit = (id: string, more: Partial<PermitView> = {}): PermitView => ({ id, kind: 'vending', name: id, holder: null, polygon: RING, categories: [], hours: [], from: '2026-11-01', to: null, rev: 1, ...more })

function desk(more: Partial<PermitsApi> = {}) {
  const asked: unknown[] = []
  const api: PermitsApi = {
    list: async () => ({ items: [permit('b'), permit('a')], cursor: null, has_more: false }),
    get: async (id) => permit(id, { rev: 7, name: 'theirs' }),
    put: async (id, fields, rev) => (asked.push([id, rev, fields.polygon.length]), { ...permit(id), ...fields, rev: (rev ?? 0) + 1 }),
    takeBack: async (id, rev) => void asked.push([id, rev]),
    look: async () => ({ found: [], wrong: [] }),
    bring: async () => 0,
    ...more,
  }
  return { permits: createPermits(api, () => '2026-11-22', () => 'new'), asked }
}

describe('how a permit stands', () => {
  it.each([
    ['2026-11-22', null, 'running'],
    ['2026-11-23', null, 'planned'],
    ['2026-11-01', '2026-11-22', 'running'],
    ['2026-11-01', '2026-11-21', 'ended'],
  ])('from %s to %s: %s', (from, to, standing) => {
    expect(standingOf({ from, to }, '2026-11-22')).toBe(standing)
  })
})

describe('days of the week', () => {
  it.each<[number[], [number, number][]]>([
    [[1, 2, 3, 4, 5], [[1, 5]]],
    [[7, 6, 1], [[1, 1], [6, 6], [7, 7]]],
    [[1, 2, 3, 5], [[1, 3], [5, 5]]],
    [[], []],
  ])('in a row are said as one, two of them stay two: %j', (days, runs) => {
    expect(runsOf(days)).toEqual(runs)
  })
})

describe('the register of permits', () => {
  it('enters a drawn one under an id of its own, and not before it is a zone', async () => {
    const { permits, asked } = desk()
    await permits.ask({})
    permits.begin(null)
    for (const place of RING.slice(0, 2)) permits.tap(place)
    const fields = { ...permits.draft.value!.fields, name: 'market' }
    expect([permits.fault.value, await permits.save(fields)]).toEqual(['corners', false])
    permits.tap(RING[2]!)
    expect(await permits.save(fields)).toBe(true)
    expect(asked).toEqual([['new', null, 3]])
    expect([permits.draft.value, permits.one.value?.name, permits.items.value.length]).toEqual([null, 'market', 3])
  })

  it('moves the corner that is held, and drops one', async () => {
    const { permits } = desk()
    await permits.ask({})
    permits.begin(permits.items.value[0]!)
    permits.hold(1)
    permits.tap([113.002, 34])
    expect([permits.corners.value[1], permits.held.value]).toEqual([[113.002, 34], null])
    permits.drop(0)
    expect(permits.corners.value).toHaveLength(2)
  })

  it('changes one with the revision it was read at', async () => {
    const { permits, asked } = desk()
    await permits.ask({})
    permits.begin(permits.items.value[1]!)
    await permits.save(permits.draft.value!.fields)
    expect(asked).toEqual([['a', 1, 3]])
  })

  it('keeps what was typed when somebody was faster, and saves over theirs only when asked again', async () => {
    let first = true
    const saved: unknown[] = []
    const { permits } = desk({
      put: async (id, fields, rev) => {
        if (first) {
          first = false
          throw new Failure('stale', 412)
        }
        saved.push(rev)
        return { ...permit(id), ...fields, rev: 8 }
      },
    })
    await permits.ask({})
    permits.begin(permits.items.value[0]!)
    permits.tap([113.0005, 34.002])
    const fields = { ...permits.draft.value!.fields, name: 'mine' }
    expect(await permits.save(fields)).toBe(false)
    expect([permits.corners.value.length, permits.items.value[0]?.name, permits.draft.value?.rev]).toEqual([4, 'theirs', 7])
    expect([await permits.save(fields), saved]).toEqual([true, [7]])
  })

  it('does not leave what is being drawn for another one of the list', async () => {
    const { permits } = desk()
    await permits.ask({})
    permits.begin(null)
    permits.choose('a')
    expect(permits.chosen.value).toBe('b')
    permits.giveUp()
    permits.choose('a')
    expect(permits.chosen.value).toBe('a')
  })

  it('takes the open one back and goes on with the next', async () => {
    const { permits, asked } = desk()
    await permits.ask({})
    expect(await permits.takeBack()).toBe(true)
    expect([asked, permits.items.value.map(({ id }) => id), permits.chosen.value]).toEqual([[['b', 1]], ['a'], 'a'])
  })
})

describe('a file of permits', () => {
  const collection = { name: 'permits.geojson', text: async () => '{"type":"FeatureCollection","features":[]}' }
  const found = { number: 1, kind: 'vending' as const, name: 'a', polygon: RING, from: '2026-11-01', to: null }

  it.each([
    ['{', 'unreadable'],
    ['[]', 'not-collection'],
    ['{"type":"Feature"}', 'not-collection'],
  ])('that is none is not sent: %s', async (text, fault) => {
    const file = createPermitFile({ look: () => Promise.reject(new Error('sent')), bring: () => Promise.reject(new Error('sent')) })
    await file.open({ name: 'x', text: async () => text })
    expect([file.fault.value, file.failure.value]).toEqual([fault, null])
  })

  it('with a fault is told and not brought', async () => {
    const brought: unknown[] = []
    const file = createPermitFile({
      look: async () => ({ found: [found], wrong: [{ number: 2, pointer: '/features/1/geometry', word: 'hole', detail: '' }] }),
      bring: async () => brought.push(1),
    })
    await file.open(collection)
    expect([file.ready.value, await file.bring(), brought]).toEqual([false, false, []])
  })

  it('is brought in the datum that was said, as it was looked at', async () => {
    const asked: unknown[] = []
    const file = createPermitFile({ look: async (_, datum) => (asked.push(datum), { found: [found], wrong: [] }), bring: async (_, datum) => (asked.push(datum), 1) })
    await file.open(collection)
    file.datum.value = 'gcj02'
    await file.look()
    expect([await file.bring(), file.added.value, asked]).toEqual([true, 1, ['wgs84', 'gcj02', 'gcj02']])
  })
})
