/** Sends a file as it lies there, and reads what the server made of it. Must not know what the file is. */
import { Failure } from '@/domain/problem'
import { isRecord } from '@/domain/shapes'

import { failureFrom } from './http'
import type { upload } from './upload'

const BYTES = { 'Content-Type': 'application/octet-stream' }

/** The body of a 201. Rejects with a Failure for everything else. `timeoutMs` is how long sending and reading may take together. */
export async function sendFile<T>(send: typeof upload, path: string, file: Blob, timeoutMs: number, onProgress: (share: number) => void = () => undefined): Promise<T> {
  const reply = await send({ method: 'POST', path, bytes: file, headers: BYTES, timeoutMs }, onProgress)
  if (!reply.answered) throw new Failure(reply.why === 'timeout' ? 'timeout' : 'no-network')
  if (reply.status !== 201 || !isRecord(reply.body)) throw failureFrom(reply)
  return reply.body as T
}
