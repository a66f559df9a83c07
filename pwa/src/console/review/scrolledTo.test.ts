import { describe, expect, it } from 'vitest'

import { scrolledTo } from './scrolledTo'

describe('a box of rows', () => {
  it.each([
    ['stays when the row is in sight', 136, 100],
    ['stays when the row is its first one', 100, 100],
    ['stays when the row is its last one', 100 + 340 - 68, 100],
    ['goes up to a row above', 0, 0],
    ['goes down just so far that a row below is seen whole', 680, 680 + 68 - 340],
  ])('%s', (_what, row, expected) => {
    expect(scrolledTo(row, 68, 100, 340)).toBe(expected)
  })
})
