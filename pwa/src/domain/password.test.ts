import { describe, expect, it } from 'vitest'

import { weaknessOf } from './password'

describe('a new password', () => {
  it.each([
    ['neun char', 'neun char', 'short'],
    ['my name is LI ok', 'my name is LI ok', 'name'],
    ['given to me 123', 'given to me 123', 'same'],
    ['a word of my own', 'a word of my owm', 'differs'],
    ['a word of my own', 'a word of my own', null],
    ['十个汉字也是一个密码吧', '十个汉字也是一个密码吧', null],
  ])('%s / %s: %s', (chosen, again, weakness) => {
    expect(weaknessOf(chosen, again, 'given to me 123', 'li')).toBe(weakness)
  })
})
