/** Handing in an export file, one sealed entry at a time. */
import type { NamedEntry } from '@/domain/export-names'
import { Failure } from '@/domain/problem'
import { isRecord } from '@/domain/shapes'

import { failureFrom, type Http } from './http'

/** What became of an entry; `missing` are the photos that its report still waits for. */
export interface Taken {
  taken: 'new' | 'known'
  missing: string[]
}

export interface HandedInApi {
  /** Rejects with a Failure for whatever was not taken. */
  put(entry: NamedEntry, envelope: ArrayBuffer): Promise<Taken>
}

const FOLDERS = { report: 'reports', photo: 'photos', draft: 'drafts' } as const
/** 20 MiB over the thinnest office line. */
const PATIENCE_MS = 180_000

export function createHandedInApi(http: Http): HandedInApi {
  return {
    async put({ kind, key }, envelope) {
      const reply = await http.ask({
        method: 'PUT',
        path: `/handed-in/${FOLDERS[kind]}/${key}`,
        bytes: envelope,
        headers: { 'Content-Type': 'application/octet-stream' },
        timeoutMs: PATIENCE_MS,
      })
      if (!reply.answered) throw new Failure(reply.why === 'timeout' ? 'timeout' : 'no-network')
      const isPage = reply.contentType?.startsWith('text/html') === true && reply.empty !== true
      if (![200, 201, 202].includes(reply.status) || isPage) throw failureFrom(reply)
      return { taken: isNew(reply.status, reply.body) ? 'new' : 'known', missing: missingIn(reply.body) }
    },
  }
}

/** A draft is answered 200 either way and says by itself whether it was kept now. */
function isNew(status: number, body: unknown): boolean {
  return isRecord(body) && typeof body.kept === 'boolean' ? body.kept : status !== 200
}

function missingIn(body: unknown): string[] {
  const missing = isRecord(body) ? body.missing : undefined
  return Array.isArray(missing) ? missing.filter((name) => typeof name === 'string') : []
}
