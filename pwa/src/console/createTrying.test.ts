import { expect, it } from 'vitest'

import { createTrying } from './createTrying'

it('gives what came of it, or says why nothing did until the next is tried', async () => {
  const { busy, failure, trying } = createTrying()
  const wrong = new Error('no')
  expect(await trying(() => Promise.reject(wrong))).toBeNull()
  expect([busy.value, failure.value]).toEqual([false, wrong])
  const under = trying(() => Promise.resolve('done'))
  expect([busy.value, failure.value]).toEqual([true, null])
  expect([await under, busy.value]).toEqual(['done', false])
})

it('does nothing twice that is pressed twice', async () => {
  const { once } = createTrying()
  let times = 0
  const press = () => once(async () => void (times += 1))
  expect(await Promise.all([press(), press()])).toEqual([true, false])
  expect([times, await press(), times]).toEqual([1, true, 2])
})
