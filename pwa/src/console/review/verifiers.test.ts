import { describe, expect, it } from 'vitest'

import type { Verifier } from '@/domain/views'

import { unitsAmong, verifiersOf } from './verifiers'

const EAST = { code: 'east', name: 'East' }
const person = (id: string, more: Partial<Verifier> = {}): Verifier => ({ id, name: id, inspector: false, units: [], ...more })

describe('who is asked to look on the spot', () => {
  const people = [person('hu', { inspector: true, units: [EAST] }), person('li', { units: [EAST, { code: 'west', name: 'West' }] }), person('wu')]

  it('is anybody of the inspectors unless somebody is named', () => {
    expect(verifiersOf(people, '').map(({ id, anybody }) => [id, anybody])).toEqual([['', true], ['hu', false], ['li', false], ['wu', false]])
  })

  it('has to be named where no inspector is responsible', () => {
    expect(verifiersOf(people.slice(1), '').map(({ id }) => id)).toEqual(['li', 'wu'])
  })

  it('can be narrowed to a unit, each unit named once', () => {
    expect(unitsAmong(people).map(({ name }) => name)).toEqual(['East', 'West'])
    expect(verifiersOf(people, 'west').map(({ id, units }) => [id, units])).toEqual([['li', ['East', 'West']]])
  })
})
