import { createHash } from 'node:crypto'

import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { reprDigest, sha256, sha256Now } from './digest'

const reference = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

afterEach(() => vi.unstubAllGlobals())

describe('the digest', () => {
  it('is there on pages without HTTPS, too', async () => {
    vi.stubGlobal('crypto', {})
    const bytes = new TextEncoder().encode('abc')
    expect(await sha256(bytes.buffer)).toBe(reference(bytes))
  })

  it('of nothing and of "abc" are those of the standard', () => {
    expect(sha256Now(new Uint8Array())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    expect(sha256Now(new TextEncoder().encode('abc'))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
  })

  it('agrees with another implementation for any bytes, at once and through the platform', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const copy = Uint8Array.from(bytes)
        expect(sha256Now(copy)).toBe(reference(copy))
        expect(await sha256(copy.buffer)).toBe(reference(copy))
      }),
    )
  })

  it('is right at every length around a block border', () => {
    for (let length = 50; length < 140; length++) {
      const bytes = new Uint8Array(length).fill(length)
      expect(sha256Now(bytes)).toBe(reference(bytes))
    }
  })

  it('travels as a structured header of base64', () => {
    const bytes = new TextEncoder().encode('abc')
    expect(reprDigest(sha256Now(bytes))).toBe(`sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`)
  })
})
