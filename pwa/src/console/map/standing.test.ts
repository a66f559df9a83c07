import { describe, expect, it } from 'vitest'

import type { PointView } from '@/domain/map-views'

import { byGravity, standingOf } from './standing'

const NOW = Date.parse('2026-11-23T10:00:00Z')
const point = (changed: Partial<PointView>): PointView => ({
  case_no: '1', state: 'claimed', lon: 0, lat: 0, category: {}, segment: null, opened_at: '2026-11-23T08:00:00Z', urgent: false,
  due_at: '2026-11-23T12:00:00Z', warn_at: '2026-11-23T11:00:00Z', rework_due_at: null, paused_at: null, ...changed,
})

describe('the clock of a pin', () => {
  it('runs, is due soon, and is over', () => {
    expect(standingOf(point({}), NOW)).toBe('running')
    expect(standingOf(point({ warn_at: '2026-11-23T10:00:00Z' }), NOW)).toBe('due')
    expect(standingOf(point({ due_at: '2026-11-23T10:00:00Z', warn_at: null }), NOW)).toBe('running')
    expect(standingOf(point({ due_at: '2026-11-23T09:59:59Z' }), NOW)).toBe('over')
  })

  it('is over when the rework took too long, though the whole has time left', () => {
    expect(standingOf(point({ rework_due_at: '2026-11-23T09:00:00Z' }), NOW)).toBe('over')
  })

  it('stands as it stood when it was stopped', () => {
    expect(standingOf(point({ paused_at: '2026-11-23T09:00:00Z' }), NOW + 86_400_000)).toBe('resting')
    expect(standingOf(point({ paused_at: '2026-11-23T12:00:01Z' }), NOW + 86_400_000)).toBe('over')
  })

  it('has not begun without a unit', () => {
    expect(standingOf(point({ due_at: null, warn_at: null }), NOW)).toBe('waiting')
  })

  it('orders a list by what is gravest, urgent first, then the newest', () => {
    const late = point({ case_no: 'late', due_at: '2026-11-23T09:00:00Z' })
    const urgent = point({ case_no: 'urgent', urgent: true, opened_at: '2026-11-23T07:00:00Z' })
    const newer = point({ case_no: 'newer', opened_at: '2026-11-23T09:00:00Z' })
    expect([newer, urgent, late].sort(byGravity(NOW)).map((one) => one.case_no)).toEqual(['late', 'urgent', 'newer'])
  })
})
