import { describe, expect, it } from 'vitest'

import { canonical, canonicalSha256, inOrder } from './canonical'

describe('the canonical text of a value', () => {
  it('orders fields by their UTF-16 units, at every depth, and keeps the order of lists', () => {
    expect(canonical({ b: [2, 1], a: { z: null, '\u00e9': true, Z: '' } })).toBe('{"a":{"Z":"","z":null,"\u00e9":true},"b":[2,1]}')
    // The example of the standard: a letter beyond the first plane comes before one of its end.
    expect(canonical({ '\ufb33': 1, '\ud83d\ude00': 2, '\u20ac': 3 })).toBe('{"\u20ac":3,"\ud83d\ude00":2,"\ufb33":1}')
  })

  it('writes numbers as ECMAScript does and leaves out what is undefined', () => {
    expect(canonical({ n: [1e21, 0.1, -0, Number('333333333.33333329')], none: undefined })).toBe('{"n":[1e+21,0.1,0,333333333.3333333]}')
  })

  it('is what plain JSON of the ordered value is', () => {
    const value = { form: 1, items: [{ do: '扫净', code: 'a' }], at: '2026-11-20T08:15:30.123Z' }
    expect(JSON.stringify(inOrder(value))).toBe(canonical(value))
    expect(inOrder(value)).toEqual(value)
  })

  it('has one hash, whatever the order in which fields were written', () => {
    expect(canonicalSha256({ a: 1, b: 2 })).toBe(canonicalSha256({ b: 2, a: 1 }))
    // `printf '{}' | sha256sum`
    expect(canonicalSha256({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a')
  })
})
