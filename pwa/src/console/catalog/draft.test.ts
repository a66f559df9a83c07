import { describe, expect, it } from 'vitest'

import type { CatalogEntry } from '@/domain/views'

import { changeOf, draftOf, faultOf } from './draft'

const entry = {
  slug: 'open-cover',
  urgency: 'urgent',
  enabled: true,
  photos_min: 2,
  limits: [
    { step: 'warn', value: 1, unit: 'hours' },
    { step: 'cover', value: 3, unit: 'hours' },
  ],
  revision: 4,
} as CatalogEntry

describe('an edited catalogue entry', () => {
  it('sends only what was changed', () => {
    const draft = draftOf(entry)
    expect(changeOf(entry, draft)).toBeNull()
    draft.enabled = false
    expect(changeOf(entry, draft)).toEqual({ enabled: false })
  })

  it('never changes the entry it was made from', () => {
    const draft = draftOf(entry)
    draft.limits[1]!.value = 2
    expect(entry.limits[1]!.value).toBe(3)
    expect(changeOf(entry, draft)).toEqual({ limits: [{ step: 'warn', value: 1, unit: 'hours' }, { step: 'cover', value: 2, unit: 'hours' }] })
  })

  it.each([
    [(d: ReturnType<typeof draftOf>) => (d.limits[0]!.value = 0), 'number'],
    [(d: ReturnType<typeof draftOf>) => (d.limits[0]!.value = 1.5), 'number'],
    [(d: ReturnType<typeof draftOf>) => (d.limits[0]!.value = Number.NaN), 'number'],
    [(d: ReturnType<typeof draftOf>) => (d.limits[0]!.unit = 'working_days'), 'urgent-unit'],
    [(d: ReturnType<typeof draftOf>) => Object.assign(d.limits[0]!, { value: 4 }), 'order'],
    [(d: ReturnType<typeof draftOf>) => (d.photos_min = 7), 'photos'],
  ])('is held back with a reason: case %#', (spoil, fault) => {
    const draft = draftOf(entry)
    spoil(draft)
    expect(faultOf(draft)).toBe(fault)
  })

  it('can be sent when limits follow each other', () => {
    expect(faultOf(draftOf(entry))).toBeNull()
  })
})
