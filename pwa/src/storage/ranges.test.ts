import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { asRanges, fromRanges } from './ranges'

describe('numbers written short', () => {
  it('read as they were meant', () => {
    expect(asRanges([9, 3, 4, 5, 7, 6, 3])).toBe('3-7.9')
    expect(fromRanges('3-7.9')).toEqual([3, 4, 5, 6, 7, 9])
    expect([asRanges([]), fromRanges('')]).toEqual(['', []])
  })

  it('come back whole, sorted and once each', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500)), (numbers) => {
        expect(fromRanges(asRanges(numbers))).toEqual([...new Set(numbers)].sort((a, b) => a - b))
      }),
    )
  })

  it('leave out what nobody wrote, however long it claims to be', () => {
    expect(fromRanges('x.4.5-.-6.7')).toEqual([4, 7])
    expect(fromRanges('1-999999999').length).toBe(100_000)
  })
})
