import { expect, it } from 'vitest'

import { neighbour } from './neighbour'

it('walks by one row and stays at either end', () => {
  const rows = ['a', 'b', 'c']
  expect([neighbour(rows, 1, 1), neighbour(rows, 1, -1), neighbour(rows, 2, 1), neighbour(rows, 0, -1)]).toEqual(['c', 'a', 'c', 'a'])
  expect([neighbour(rows, -1, 1), neighbour(rows, -1, -1), neighbour([], -1, 1)]).toEqual(['a', 'a', undefined])
})
