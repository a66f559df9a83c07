/**
 * Seals what leaves the phone as a file, so that only the server can read it: AES-256-GCM under a key of this export,
 * that key wrapped with RSA-OAEP-SHA256. Each entry opens by itself.
 * Layout: "XJX1", kid length (1), kid, wrapped-key length (2, big endian), wrapped key, nonce (12), ciphertext with tag.
 * Source: RFC 8017, NIST SP 800-38D.
 */
import type { ExportKey } from './export-key'

/** Seals entries of one export. */
export interface Sealer {
  /** `name` is bound to the bytes: `report:<id>`, `photo:<sha256>` or `draft:<id>`. */
  seal(name: string, bytes: BufferSource): Promise<Uint8Array<ArrayBuffer>>
}

const MAGIC = new TextEncoder().encode('XJX1')
const NONCE_BYTES = 12
const ALG = 'RSA-OAEP-256'

/** Rejects when this page has no WebCrypto (it needs HTTPS) or the key is no key. */
export async function createSealer({ kid, jwk }: ExportKey): Promise<Sealer> {
  const { subtle } = crypto
  const algorithm = { name: 'RSA-OAEP', hash: 'SHA-256' }
  const recipient = await subtle.importKey('jwk', { ...jwk, alg: ALG, ext: true }, algorithm, false, ['encrypt'])
  const key = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt'])
  const wrapped = new Uint8Array(await subtle.encrypt(algorithm, recipient, await subtle.exportKey('raw', key)))
  const label = new TextEncoder().encode(kid)
  const head = joined([MAGIC, Uint8Array.of(label.length), label, Uint8Array.of(wrapped.length >> 8, wrapped.length & 0xff), wrapped])

  return {
    async seal(name, bytes) {
      const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
      const additionalData = new TextEncoder().encode(name)
      const sealed = await subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, bytes)
      return joined([head, iv, new Uint8Array(sealed)])
    },
  }
}

function joined(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
