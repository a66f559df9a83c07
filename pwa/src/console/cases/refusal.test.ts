import { describe, expect, it } from 'vitest'

import { Failure } from '@/domain/problem'

import { refusedOf } from './refusal'

const failure = (slug: string, status: number, facts: Record<string, unknown>) => new Failure(slug, status, { slug, status, title: slug, detail: null, facts })

describe('a refused move', () => {
  it('names the moves that are legal instead', () => {
    expect(refusedOf(failure('illegal-move', 409, { state: 'closed', allowed: ['tag', 'annotate', 7] }))).toEqual({ kind: 'state', allowed: ['tag', 'annotate'], who: null })
  })

  it('says whose it is when it is somebody else\'s', () => {
    expect(refusedOf(failure('not-allowed', 403, { who: 'unit', allowed: ['annotate'] }))).toEqual({ kind: 'whose', allowed: ['annotate'], who: 'unit' })
  })

  it('is none of these when a right is missing or the road is gone', () => {
    expect([refusedOf(failure('not-allowed', 403, {})).kind, refusedOf(new Failure('no-network')).kind, refusedOf('x').kind]).toEqual([null, null, null])
  })
})
