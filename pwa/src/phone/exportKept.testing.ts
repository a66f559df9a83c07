/** The server's half of an export: its key, and the opening of one stored entry. */
import type { Draft } from '@/domain/draft'
import type { ExportKey } from '@/domain/export-key'
import { newDraft } from '@/storage/drafts'

const RSA = { name: 'RSA-OAEP', modulusLength: 2048, publicExponent: Uint8Array.from([1, 0, 1]), hash: 'SHA-256' }

export function aDraftOf(id: string, note: string): Draft {
  return { ...newDraft(id, 'person-1', 0), note }
}

export async function serverKey() {
  const pair = await crypto.subtle.generateKey(RSA, true, ['encrypt', 'decrypt'])
  const { n, e } = await crypto.subtle.exportKey('jwk', pair.publicKey)
  const key: ExportKey = { kid: '1', jwk: { kty: 'RSA', n: n ?? '', e: e ?? '' } }

  async function open(file: File, name: string, about: string): Promise<string> {
    const entry = stored(new Uint8Array(await file.arrayBuffer()), name)
    const kidEnd = 5 + (entry[4] as number)
    const wrappedEnd = kidEnd + 2 + (((entry[kidEnd] as number) << 8) | (entry[kidEnd + 1] as number))
    const raw = await crypto.subtle.decrypt({ name: 'RSA-OAEP' }, pair.privateKey, entry.slice(kidEnd + 2, wrappedEnd))
    const secret = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt'])
    const [iv, sealed] = [entry.slice(wrappedEnd, wrappedEnd + 12), entry.slice(wrappedEnd + 12)]
    const additionalData = new TextEncoder().encode(about)
    return new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, secret, sealed))
  }
  return { key, open }
}

/** Bytes of the entry, which lies uncompressed behind its local header. */
function stored(zip: Uint8Array, name: string): Uint8Array<ArrayBuffer> {
  const view = new DataView(zip.buffer)
  for (let at = 0; view.getUint32(at, true) === 0x04034b50; ) {
    const [size, label, extra] = [view.getUint32(at + 18, true), view.getUint16(at + 26, true), view.getUint16(at + 28, true)]
    const from = at + 30 + label + extra
    if (new TextDecoder().decode(zip.subarray(at + 30, at + 30 + label)) === name) return Uint8Array.from(zip.subarray(from, from + size))
    at = from + size
  }
  throw new Error(`no entry ${name}`)
}
