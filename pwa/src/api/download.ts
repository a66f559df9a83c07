/**
 * Fetches a file and tells how much of it has come. The server may work for a while before the first byte; after it,
 * silence means that the road is gone. Knows HTTP; must not know what the file is.
 */
import { Failure } from '@/domain/problem'

import { BASE, failureFrom, headersOf } from './http'
import { replyWith } from './reply'

/** Every original of a case is read before the first byte leaves. */
const FIRST_BYTE_MS = 120_000
const SILENCE_MS = 30_000

/** With `json` the file is asked for by POST: what it is made of would not fit into an address. */
export type Download = (path: string, onProgress: (bytes: number) => void, json?: unknown) => Promise<Blob>

type Fetch = typeof fetch

/** The file at `path` below /api/v1. Rejects with a Failure, also when it breaks off. */
export function createDownload(doFetch: Fetch = (...args) => fetch(...args)): Download {
  return async (path, onProgress, json) => {
    const abort = new AbortController()
    let silence = setTimeout(() => abort.abort(), FIRST_BYTE_MS)
    const moved = () => {
      clearTimeout(silence)
      silence = setTimeout(() => abort.abort(), SILENCE_MS)
    }
    try {
      const asked = json === undefined ? { method: 'GET' as const } : { method: 'POST' as const, json }
      const body = json === undefined ? undefined : JSON.stringify(json)
      const response = await doFetch(BASE + path, { method: asked.method, headers: headersOf(asked), body, signal: abort.signal, redirect: 'error', cache: 'no-store', credentials: 'same-origin' })
      if (!response.ok || !response.body) throw await refusal(response)
      return await read(response.body, response.headers.get('Content-Type') ?? '', (bytes) => {
        moved()
        onProgress(bytes)
      })
    } catch (error) {
      if (error instanceof Failure) throw error
      throw new Failure(abort.signal.aborted ? 'timeout' : 'no-network')
    } finally {
      clearTimeout(silence)
    }
  }
}

async function read(body: ReadableStream<Uint8Array<ArrayBuffer>>, type: string, onProgress: (bytes: number) => void): Promise<Blob> {
  const reader = body.getReader()
  const pieces: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return new Blob(pieces, { type })
    pieces.push(value)
    bytes += value.length
    onProgress(bytes)
  }
}

async function refusal(response: Response): Promise<Failure> {
  const reply = replyWith(response.status, (name) => response.headers.get(name), await response.text())
  return reply.answered ? failureFrom(reply) : new Failure('not-our-server')
}
