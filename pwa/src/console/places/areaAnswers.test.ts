import { describe, expect, it } from 'vitest'

import type { CaseView } from '@/domain/views'

import { aReport } from '../review/samples.testing'
import { choiceEnded, choiceOf, placeFlags, thenAndNow } from './areaAnswers'

const placement = aReport('r').placement!

describe('a placement', () => {
  it('is told beside today’s only where they differ', () => {
    const now = { ...placement, segment: null, version: '2026-11' }
    expect(thenAndNow({ ...aReport('r'), placement_now: now })?.now.version).toBe('2026-11')
    expect(thenAndNow({ ...aReport('r'), placement_now: null })).toBeNull()
    expect(thenAndNow(aReport('r'))).toBeNull()
  })

  it('brings its own flags, and of the report’s those about the place where nobody else tells them', () => {
    const report = { ...aReport('r', { flags: ['gallery', 'near-area-limit'] }), placement: { ...placement, flags: ['accuracy-missing'] } }
    expect(placeFlags(report, false)).toEqual(['accuracy-missing'])
    expect(placeFlags(report, true)).toEqual(['accuracy-missing', 'near-area-limit'])
  })

  it('says who set the segment and why', () => {
    const report = aReport('r', { author: { id: 'p1', name: '李' } })
    expect(choiceOf(report)).toBeNull()
    expect(choiceOf({ ...report, placement: { ...placement, chosen_by: 'p1', chosen_why: 'faces-it' } })).toEqual({ by: 'author', why: 'faces-it' })
    expect(choiceOf({ ...report, placement: { ...placement, chosen_by: 'p2' } })).toEqual({ by: 'reviewer', why: null })
  })

  it('of a case says that a chosen segment is gone', () => {
    expect(choiceEnded({ flags: ['choice-ended'] } as CaseView & { flags: string[] })).toBe(true)
    expect(choiceEnded({} as CaseView)).toBe(false)
  })
})
