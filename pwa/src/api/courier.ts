/** Carries the outbox: the only adapter that knows which address a kind of row has. */
import { reprDigest } from '@/domain/digest'
import type { Courier, RowKind } from '@/outbox/types'

import type { Http } from './http'
import type { upload } from './upload'

const ADDRESS: Record<RowKind, string> = { report: '/reports/' }

/** A photo may take as long as 5 kB/s need, after half a minute for a cold radio. */
const PHOTO_BASE_MS = 30_000
const SLOWEST_BYTES_PER_MS = 5

export function photoTimeoutMs(bytes: number): number {
  return PHOTO_BASE_MS + Math.ceil(bytes / SLOWEST_BYTES_PER_MS)
}

/** Loads what tells how far a photo has come; null where there is no such thing, as in a worker. */
export type LoadUpload = () => Promise<typeof upload | null>

export function createCourier(http: Http, loadUpload: LoadUpload = () => Promise.resolve(null)): Courier {
  return {
    put: (kind, id, bytes, sha256) =>
      http.ask({
        method: 'PUT',
        path: ADDRESS[kind] + encodeURIComponent(id),
        bytes,
        headers: { 'Content-Type': 'application/json', 'Repr-Digest': reprDigest(sha256) },
      }),
    async putPhoto(sha256, bytes, mime, onProgress) {
      const headers = { 'Content-Type': mime || 'application/octet-stream', 'Repr-Digest': reprDigest(sha256) }
      const request = { method: 'PUT', path: `/photos/${sha256}`, bytes, headers, timeoutMs: photoTimeoutMs(bytes.byteLength) } as const
      const send = await loadUpload().catch(() => null)
      return send === null ? http.ask(request) : send(request, onProgress)
    },
    offer: (lines) => http.ask({ method: 'POST', path: '/sync/offer', json: { reports: lines } }),
  }
}

/** Address of a picture for <img>; needs the login cookie and the network. */
export function photoUrl(sha256: string, size?: 'thumb' | 'screen'): string {
  return `/api/v1/photos/${sha256}${size === undefined ? '' : `?size=${size}`}`
}
