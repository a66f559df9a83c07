/** Carries the outbox: the only adapter that knows which address a kind of row has. */
import { reprDigest } from '@/domain/digest'
import type { Courier, RowKind } from '@/outbox/types'

import type { Http } from './http'

const ADDRESS: Record<RowKind, string> = { report: '/reports/' }

/** A photo may take as long as 5 kB/s need, after half a minute for a cold radio. */
const PHOTO_BASE_MS = 30_000
const SLOWEST_BYTES_PER_MS = 5

export function photoTimeoutMs(bytes: number): number {
  return PHOTO_BASE_MS + Math.ceil(bytes / SLOWEST_BYTES_PER_MS)
}

export function createCourier(http: Http): Courier {
  return {
    put: (kind, id, bytes, sha256) =>
      http.ask({
        method: 'PUT',
        path: ADDRESS[kind] + encodeURIComponent(id),
        bytes,
        headers: { 'Content-Type': 'application/json', 'Repr-Digest': reprDigest(sha256) },
      }),
    putPhoto: (sha256, bytes, mime, onProgress) =>
      http.ask({
        method: 'PUT',
        path: `/photos/${sha256}`,
        bytes,
        headers: { 'Content-Type': mime || 'application/octet-stream', 'Repr-Digest': reprDigest(sha256) },
        timeoutMs: photoTimeoutMs(bytes.byteLength),
        ...(onProgress && { onProgress }),
      }),
    offer: (lines) => http.ask({ method: 'POST', path: '/sync/offer', json: { reports: lines } }),
  }
}

/** Address of a picture for <img>; needs the login cookie and the network. */
export function photoUrl(sha256: string, size?: 'thumb' | 'screen'): string {
  return `/api/v1/photos/${sha256}${size === undefined ? '' : `?size=${size}`}`
}
