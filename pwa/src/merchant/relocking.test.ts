import { expect, it } from 'vitest'

import type { Answer } from './door'
import { relocking } from './relocking'
import { fakeDoor } from './shop.testing'

const LOCKED: Answer<never> = { trouble: { word: 'locked' } }

it('asks once for the second factor when the key is over, and then repeats what was asked', async () => {
  const behind = fakeDoor()
  behind.answers = { shop: [LOCKED], sheet: [LOCKED], 'breaches/1/appeal': [{ trouble: { word: 'other' } }] }
  let asked = 0
  let letOn = () => {}
  const door = relocking(behind, () => {
    asked++
    return new Promise((resolve) => (letOn = resolve))
  })
  const both = Promise.all([door.ask('shop'), door.file('sheet')])
  await new Promise((resolve) => setTimeout(resolve))
  expect([asked, behind.asked.length]).toEqual([1, 2])
  letOn()
  expect((await both).every((answer) => 'told' in answer)).toBe(true)
  expect(behind.asked.map(({ path }) => path)).toEqual(['shop', 'sheet', 'shop', 'sheet'])
  expect(await door.ask('breaches/1/appeal')).toEqual({ trouble: { word: 'other' } })
})
