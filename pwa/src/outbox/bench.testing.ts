/** A phone and a server side by side, for tests of the outbox. */
import { NO_SUBJECT, type ReplyTo, type UnchainedManifest } from '@/domain/report'

import { Life, MemoryRows } from './rows.testing'
import { sealReport, type Chain } from './seal'
import { hashOf, ModelServer } from './server.testing'
import type { OutboxRow, Ports } from './types'

export interface Bench {
  rows: MemoryRows
  server: ModelServer
  ports: Ports
  /** Another running app on the same disk and road: a tab, the worker, or the app after it was killed. */
  app(life: Life): Ports
  /** Device time, set by the test. */
  time: { now: number }
  /** Seals one report with photos of the given sizes; its id. */
  report(sizes: number[], options?: ReportOptions): OutboxRow
}

interface ReportOptions {
  twins?: boolean
  supersedes?: string
  /** The case it answers. */
  answers?: string
}

/** A phone and a server side by side; `chance` feeds the pauses. */
export function bench(chance: () => number = () => 0.5): Bench {
  const rows = new MemoryRows()
  const server = new ModelServer()
  const time = { now: 1_763_000_000_000 }
  let chain: Chain = { device_id: 'device-1', last_seq: 0, last_sha256: null }
  const app = (life: Life): Ports => ({
    rows: rows.for(life),
    courier: {
      put: (kind, id, bytes, sha256) => life.step(() => server.put(kind, id, bytes, sha256)),
      putPhoto: (sha256, bytes) => life.step(() => server.putPhoto(sha256, bytes)),
      offer: (lines) => life.step(() => server.offer(lines)),
    },
    clock: { now: () => time.now },
    chance: { next: chance },
    digest: (bytes) => Promise.resolve(hashOf(bytes)),
  })
  const ports = app(new Life())

  function report(sizes: number[], { twins = false, supersedes, answers }: ReportOptions = {}): OutboxRow {
    const id = `report-${chain.last_seq + 1}`
    const photos = sizes.map((size, index) => {
      const bytes = new TextEncoder().encode(`${id}/${index}/`.padEnd(size, '.')).buffer
      const photo_id = `${id}-photo-${index}`
      const original_id = twins ? `${photo_id}-original` : null
      rows.photoTable.set(photo_id, { bytes, mime: 'image/jpeg' })
      if (original_id) rows.photoTable.set(original_id, { bytes: new ArrayBuffer(8), mime: 'image/jpeg' })
      return { sha256: hashOf(bytes), bytes: bytes.byteLength, photo_id, original_id }
    })
    const sealed = sealReport({ ...content(id, photos, supersedes ?? null), ...(answers && { reply_to: claimOf(answers) }) }, photos, chain, time.now)
    chain = sealed.chain
    rows.table.set(id, sealed.row)
    return sealed.row
  }
  return { rows, server, ports, app, time, report }
}

const claimOf = (case_no: string): ReplyTo => ({ case_no, verb: 'claim', answers: {}, rev: null })

function content(id: string, photos: { sha256: string; bytes: number }[], supersedes: string | null): UnchainedManifest {
  return {
    report_id: id,
    author_id: 'person-1',
    supersedes,
    captured_at: '2026-11-20T08:15:30.123Z',
    clock: { offset_ms: null, age_s: null },
    position: null,
    category: 'sl2_out_of_shop',
    note: '',
    handled_on_spot: false,
    segment_choice: null,
    subject: { ...NO_SUBJECT },
    photos: photos.map(({ sha256, bytes }) => ({
      sha256,
      bytes,
      orig_sha256: null,
      mime: 'image/jpeg',
      role: 'scene',
      taken_at: '2026-11-20T08:15:30.123Z',
      source: 'camera',
    })),
    area_pack: null,
    client: { version: '1.0.0' },
  }
}
