/** Bringing pictures from a desk, where a page can tell how far each has come. */
import { reprDigest } from '@/domain/digest'
import { Failure } from '@/domain/problem'

import { photoTimeoutMs } from './courier'
import { failureFrom } from './http'
import type { upload } from './upload'

export interface PhotosApi {
  /** Resolves when the server keeps the bytes, as brought by this person. Rejects with a Failure. */
  put(sha256: string, bytes: ArrayBuffer, mime: string, onProgress: (share: number) => void): Promise<void>
}

export function createPhotosApi(send: typeof upload): PhotosApi {
  return {
    async put(sha256, bytes, mime, onProgress) {
      const headers = { 'Content-Type': mime, 'Repr-Digest': reprDigest(sha256) }
      const request = { method: 'PUT', path: `/photos/${sha256}`, bytes, headers, timeoutMs: photoTimeoutMs(bytes.byteLength) } as const
      const reply = await send(request, onProgress)
      if (!reply.answered) throw new Failure(reply.why === 'timeout' ? 'timeout' : 'no-network')
      if (reply.status !== 200 && reply.status !== 201) throw failureFrom(reply)
    },
  }
}
