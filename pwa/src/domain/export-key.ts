/** The server's public key for exports, read from its answers. Knows its shape; sealing is done elsewhere. */
import { isRecord, isText } from './shapes'

/** The server's public key. */
export interface ExportKey {
  /** Number of the key; a greater one is newer. */
  kid: string
  jwk: { kty: 'RSA'; n: string; e: string }
}

const ALG = 'RSA-OAEP-256'

/** The key in an answer of /meta; null for anything that is none. */
export function readExportKey(value: unknown): ExportKey | null {
  if (!isRecord(value) || value.alg !== ALG || !isText(value.kid) || !/^[\x21-\x7e]{1,255}$/.test(value.kid)) return null
  const { jwk } = value
  if (!isRecord(jwk) || jwk.kty !== 'RSA' || !isText(jwk.n) || !isText(jwk.e)) return null
  return { kid: value.kid, jwk: { kty: 'RSA', n: jwk.n, e: jwk.e } }
}
