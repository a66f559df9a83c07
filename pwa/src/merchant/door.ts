/**
 * What the page asks of the server: everything by POST, the token in the body and the key in a header, never in an
 * address. Both are in memory only. Knows what a refusal means, not how it is told.
 */
import type { Plate, Shop } from './wire'

export type Trouble =
  | { word: 'no-network' | 'not-found' | 'wrong' | 'locked' | 'changed' | 'other' }
  | { word: 'busy'; minutes: number }
  /** The server holds so many bytes of the photo, and another piece was sent. */
  | { word: 'elsewhere'; held: number }
export type Answer<T> = { told: T } | { trouble: Trouble }
export type Factor = { code: string } | { last4: string }

/** A weak signal takes its time; nothing takes longer than this. */
const PATIENCE_MS = 30_000

export interface Door {
  plate(): Promise<Answer<Plate>>
  /** Opens the shop for a while; from then on the other calls are answered. */
  unlock(factor: Factor): Promise<Answer<unknown>>
  /** Asks `path` below /merchant with `body`; the answer is JSON. */
  ask<T = Shop>(path: string, body?: object): Promise<Answer<T>>
  /** A file: the signed sheet or a picture. */
  file(path: string): Promise<Answer<Blob>>
  /** Sends the bytes of a photo from `offset` on; an empty piece asks how many are held. */
  piece(sha256: string, offset: number, total: number, bytes: Blob): Promise<Answer<{ held: number }>>
  /** Says that the address on plates was opened on this phone, for a check before plates are printed. */
  seen(nonce: string): Promise<Answer<{ passed: boolean }>>
  /** Milliseconds since 1970 as the server has them: phones are often wrong. */
  now(): number
}

export function createDoor(token: string, doFetch: typeof fetch = (...args) => fetch(...args)): Door {
  let key = ''
  let ahead_ms = 0

  async function call<T>(path: string, body: BodyInit, type: string, how: (response: Response) => Promise<unknown>): Promise<Answer<T>> {
    const patience = new AbortController()
    const timer = setTimeout(() => patience.abort(), PATIENCE_MS)
    try {
      // Without a referrer browsers of 2018 hide the origin too, and the server takes such a write for a foreign one.
      const referrerPolicy = 'same-origin'
      const headers: Record<string, string> = { 'Content-Type': type, 'X-App': '1', ...(key && { 'X-Merchant': key }) }
      const response = await doFetch(`/api/v1/${path}`, { method: 'POST', headers, body, signal: patience.signal, credentials: 'omit', cache: 'no-store', referrerPolicy })
      const said = Date.parse(response.headers.get('Date') ?? '')
      if (!Number.isNaN(said)) ahead_ms = said - Date.now()
      return response.ok ? { told: (await how(response)) as T } : { trouble: await troubleOf(response) }
    } catch {
      // Also an answer that broke off half way.
      return { trouble: { word: 'no-network' } }
    } finally {
      clearTimeout(timer)
    }
  }

  const json = (response: Response) => response.json()
  const posted = <T>(path: string, body: object = {}, how = json) => call<T>(`merchant/${path}`, JSON.stringify({ token, ...body }), 'application/json', how)

  return {
    plate: () => posted('plate'),
    async unlock(factor) {
      const answer = await posted<{ key: string }>('unlock', factor)
      if ('told' in answer) key = answer.told.key
      return answer
    },
    ask: posted,
    file: (path) => posted(path, {}, (response) => response.blob()),
    piece: (sha256, offset, total, bytes) => call(`merchant/photos/${sha256}?offset=${offset}&bytes=${total}`, bytes, 'application/octet-stream', json),
    seen: (nonce) => call('plate-address/seen', JSON.stringify({ nonce }), 'application/json', json),
    now: () => Date.now() + ahead_ms,
  }
}

async function troubleOf(response: Response): Promise<Trouble> {
  const { status } = response
  if (status === 429 || status === 503) return { word: 'busy', minutes: Math.max(1, Math.ceil(Number(response.headers.get('Retry-After') ?? 60) / 60)) }
  if (status === 409) {
    const { held } = (await response.json()) as { held?: number }
    if (held !== undefined) return { word: 'elsewhere', held }
  }
  const words: Record<number, 'not-found' | 'wrong' | 'locked' | 'changed'> = { 401: 'locked', 403: 'wrong', 404: 'not-found', 409: 'changed', 412: 'changed' }
  return { word: words[status] ?? 'other' }
}
