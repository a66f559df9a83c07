import { constants, createDecipheriv, generateKeyPairSync, privateDecrypt, type KeyObject } from 'node:crypto'

import { beforeAll, describe, expect, it } from 'vitest'

import { createSealer } from './envelope'
import { readExportKey, type ExportKey } from './export-key'

let privateKey: KeyObject
let key: ExportKey

beforeAll(() => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 3072 })
  privateKey = pair.privateKey
  const jwk = pair.publicKey.export({ format: 'jwk' })
  const told = { kid: '12', alg: 'RSA-OAEP-256', jwk: { ...jwk, alg: 'RSA-OAEP-256', ext: true, key_ops: ['encrypt'] } }
  key = readExportKey(told)!
})

/** Opens an envelope by its layout, with another library than sealed it. */
function opened(envelope: Uint8Array, name: string): { kid: string; plain: string } {
  const bytes = Buffer.from(envelope)
  expect(bytes.subarray(0, 4).toString()).toBe('XJX1')
  const kidEnd = 5 + bytes.readUInt8(4)
  const wrappedEnd = kidEnd + 2 + bytes.readUInt16BE(kidEnd)
  const wrapped = bytes.subarray(kidEnd + 2, wrappedEnd)
  const aes = privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, wrapped)
  const decipher = createDecipheriv('aes-256-gcm', aes, bytes.subarray(wrappedEnd, wrappedEnd + 12))
  decipher.setAAD(Buffer.from(name))
  decipher.setAuthTag(bytes.subarray(-16))
  const plain = Buffer.concat([decipher.update(bytes.subarray(wrappedEnd + 12, -16)), decipher.final()])
  return { kid: bytes.subarray(5, kidEnd).toString(), plain: plain.toString() }
}

describe('a sealed entry', () => {
  it('opens with the private key and its own name', async () => {
    const sealer = await createSealer(key)
    const envelope = await sealer.seal('report:r1', new TextEncoder().encode('{"schema":1}'))
    expect(opened(envelope, 'report:r1')).toEqual({ kid: '12', plain: '{"schema":1}' })
    expect(() => opened(envelope, 'report:r2')).toThrow()
  })

  it('is none like the other, and no plain byte is in it', async () => {
    const sealer = await createSealer(key)
    const text = new TextEncoder().encode('the very same words')
    const [one, two] = [await sealer.seal('draft:d', text), await sealer.seal('draft:d', text)]
    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(false)
    expect(Buffer.from(one).includes('same words')).toBe(false)
    expect(opened(two, 'draft:d').plain).toBe('the very same words')
  })

  it('changed by one bit does not open', async () => {
    const envelope = await (await createSealer(key)).seal('photo:x', new Uint8Array(100))
    const last = envelope.length - 30
    envelope[last] = envelope[last]! ^ 1
    expect(() => opened(envelope, 'photo:x')).toThrow()
  })
})

describe('the server’s key', () => {
  it.each([null, {}, { kid: '1', alg: 'RSA-OAEP', jwk: {} }, { kid: '', alg: 'RSA-OAEP-256', jwk: { kty: 'RSA', n: 'a', e: 'b' } }, { kid: '1', alg: 'RSA-OAEP-256', jwk: { kty: 'EC' } }])(
    'is not taken from %j',
    (value) => expect(readExportKey(value)).toBeNull(),
  )
})
