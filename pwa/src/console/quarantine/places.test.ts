import { describe, expect, it } from 'vitest'

import { offsetOf, stepsOf } from './places'

describe('places in a text', () => {
  it('are found by line and column, both from 1', () => {
    const text = '{"a": 1,\n"街": x\n}'
    expect(text[offsetOf(text, 2, 6)]).toBe('x')
    expect(offsetOf(text, 1, 1)).toBe(0)
    expect(offsetOf(text, 9, 9)).toBe(text.length)
    const smile = '{"a": "😀", x}'
    expect(smile[offsetOf(smile, 1, 12)]).toBe('x')
  })

  it('are named as people count', () => {
    expect(stepsOf('/photos/0/sha256')).toEqual(['photos', '1', 'sha256'])
    expect(stepsOf('/a~1b/~0')).toEqual(['a/b', '~'])
    expect(stepsOf('')).toEqual([])
  })
})
