/** What the phone pulls from the server: its state, what changed, and the area pack. */
import { reprDigest, sha256 } from '@/domain/digest'
import { readExportKey, type ExportKey } from '@/domain/export-key'
import type { AreaPack } from '@/domain/geography'
import { expandPack, isCompactPack, type CompactPack, type ReceivedPack } from '@/domain/pack-form'
import type { Pause } from '@/domain/phone-state'
import { Failure } from '@/domain/problem'
import { isRecord, isText } from '@/domain/shapes'

import { failureFrom, type Http, type Reply } from './http'
import { createLoopApi, type Loop } from './loop'
import { createOwnComplaintsApi, type OwnComplaintsApi } from './own-complaints'
import { createPapersApi, type PapersApi } from './papers'
import { createPledgeKitApi, type PledgeKitApi } from './pledges'
import { createTelling, type Telling } from './telling'

export interface Meta {
  /** Changes when the server was restored from a backup. */
  epoch: string
  server_time: string
  /** Seconds over which phones spread their photos after a dead zone; 0 when the server names none. */
  spread_s: number
  /** Why nothing is to be sent for now, null normally. */
  pause: Pause | null
  /** To whom an export is sealed; null from a server that has no such key. */
  export_key: ExportKey | null
}

export interface Change {
  seq: number
  type: string
  id: string
  rev: number
  op: 'put' | 'del' | 'scope_out'
  body: unknown
}

export interface ChangesPage {
  changes: Change[]
  cursor: string
  has_more: boolean
}

export interface CityApi extends Telling, Loop, PapersApi, PledgeKitApi, OwnComplaintsApi {
  meta(): Promise<Meta>
  /** The page after `cursor` (null: from the start). Rejects with `cursor-expired` when the cursor is too old. */
  changes(cursor: string | null): Promise<ChangesPage>
  /** The pack, whole and verified; null when `etag` still names it. Rejects with `not-our-server` when it is neither. */
  pack(etag: string | null): Promise<ReceivedPack | null>
}

/** A pack of a whole district may be some megabytes. */
const PACK_TIMEOUT_MS = 120_000

export function createCityApi(http: Http): CityApi {
  return {
    meta: async () => metaFrom(await http.json({ method: 'GET', path: '/meta' })),
    async changes(cursor) {
      const query = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`
      return pageFrom(await http.json({ method: 'GET', path: `/changes${query}` }))
    },
    ...createTelling(http),
    ...createLoopApi(http),
    ...createPapersApi(http),
    ...createPledgeKitApi(http),
    fileComplaint: createOwnComplaintsApi(http).fileComplaint,
    async pack(etag) {
      const reply = await http.ask({
        method: 'GET',
        path: '/areas/pack/2',
        headers: etag === null ? {} : { 'If-None-Match': etag },
        timeoutMs: PACK_TIMEOUT_MS,
      })
      if (!reply.answered) throw new Failure(reply.why === 'timeout' ? 'timeout' : 'no-network')
      if (reply.status === 304) return null
      if (reply.status !== 200) throw failureFrom(reply)
      return packFrom(reply)
    },
  }
}

function metaFrom(body: unknown): Meta {
  if (!isRecord(body) || !isText(body.epoch) || !isText(body.server_time)) throw new Failure('not-our-server', 200)
  const spread = isRecord(body.upload) ? Number(body.upload.spread_s) : 0
  return {
    epoch: body.epoch,
    server_time: body.server_time,
    spread_s: Number.isFinite(spread) && spread > 0 ? spread : 0,
    pause: pauseFrom(body.pause),
    export_key: readExportKey(body.export_key),
  }
}

/** A server may say `true`, a reason, or an object with one. */
function pauseFrom(pause: unknown): Pause | null {
  if (isRecord(pause)) return { reason: isText(pause.reason) ? pause.reason : '', since: isText(pause.since) ? pause.since : null }
  if (pause === true) return { reason: '', since: null }
  return isText(pause) ? { reason: pause, since: null } : null
}

function pageFrom(body: unknown): ChangesPage {
  if (!isRecord(body) || !Array.isArray(body.changes) || !isText(body.cursor)) throw new Failure('not-our-server', 200)
  const changes = body.changes.filter((change) => isRecord(change) && isText(change.id) && isText(change.type))
  return { changes: changes as unknown as Change[], cursor: body.cursor, has_more: body.has_more === true }
}

/** A pack is used only if every byte is the server's: a portal, a proxy or a torn line may have answered instead. */
async function packFrom({ body, text = '', digest, etag }: Extract<Reply, { answered: true }>): Promise<ReceivedPack> {
  const hash = await sha256(new TextEncoder().encode(text).buffer)
  if (digest !== reprDigest(hash) || !isCompactPack(body)) throw new Failure('not-our-server', 200)
  return { pack: expanded(body), json: text, sha256: hash, etag: etag ?? null }
}

/** Tried before the pack takes another one's place: what cannot be read must not be what the phone has. */
function expanded(pack: CompactPack): AreaPack {
  try {
    return expandPack(pack)
  } catch {
    throw new Failure('not-our-server', 200)
  }
}
