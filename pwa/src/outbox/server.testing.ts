/** A server for tests that keeps the contract while its road loses, doubles and spoils what passes. */
import { createHash } from 'node:crypto'

import type { Receipt } from '@/domain/receipt'

import type { Answer, Courier, OfferLine } from './types'

export const hashOf = (bytes: ArrayBuffer | string) =>
  createHash('sha256')
    .update(typeof bytes === 'string' ? bytes : new Uint8Array(bytes))
    .digest('hex')

export type Fault =
  | 'none'
  | 'lose-request'
  | 'lose-answer'
  | 'twice'
  | 'stall'
  | 'portal'
  | 'busy'
  | 'overload'
  | 'broken'
  | 'spoil-bytes'

interface StoredReport {
  bytes: string
  sha256: string
  photos: string[]
  effects: number
  seq: number
}

const HASH = /^[0-9a-f]{64}$/
const NONE: Answer = { answered: false, why: 'network' }

export function problem(status: number, slug: string, retryAfterS: number | null = null): Answer {
  const body = { type: `/problems/${slug}`, title: slug, status }
  return { answered: true, status, contentType: 'application/problem+json', retryAfterS, body }
}

function json(status: number, body: unknown): Answer {
  return { answered: true, status, contentType: 'application/json', retryAfterS: null, body }
}

export class ModelServer implements Courier {
  reports = new Map<string, StoredReport>()
  photos = new Map<string, ArrayBuffer>()
  readonly log: string[] = []
  /** Asked at each request. */
  fault: () => Fault = () => 'none'
  /** Answers that replace the server's own, by report id or photo hash. */
  readonly poison = new Map<string, Answer>()
  superseded = new Set<string>()
  /** Reports put aside, by id: what a reviewer made of each, null while nobody looked. */
  readonly quarantine = new Map<string, { outcome: 'filed' | 'dismissed'; report_id: string | null; reason: string; photos: string[] } | null>()
  inFlight = 0
  mostInFlight = 0

  put(_kind: string, id: string, bytes: ArrayBuffer, sha256: string) {
    this.log.push(`text ${id}`)
    return this.travel(id, bytes, (arrived) => this.takeText(id, arrived, sha256))
  }
  putPhoto(sha256: string, bytes: ArrayBuffer) {
    this.log.push(`photo ${sha256}`)
    return this.travel(sha256, bytes, (arrived) => this.takePhoto(sha256, arrived))
  }
  offer(lines: OfferLine[]) {
    this.log.push(`offer ${lines.length}`)
    return this.travel('offer', new ArrayBuffer(0), () => json(200, { results: lines.map((line) => this.lineFor(line)) }))
  }

  receipt(id: string): Receipt {
    const stored = this.reports.get(id)
    if (!stored) throw new Error(`no report ${id}`)
    const given = this.superseded.has(id)
    const missing = given ? [] : stored.photos.filter((sha256) => !this.photos.has(sha256))
    const complete = stored.photos.every((sha256) => this.photos.has(sha256))
    return {
      report_id: id,
      manifest_sha256: stored.sha256,
      level: complete ? 'photos' : 'text',
      missing,
      case_no: null,
      flags: given ? ['photo-lost', 'superseded'] : [],
      placement: null,
      received_at: '2026-11-20T08:20:00Z',
      commit_seq: stored.seq,
      epoch: 'e1',
      kid: '1',
      hmac: 'f'.repeat(64),
    }
  }

  private async travel(name: string, bytes: ArrayBuffer, act: (bytes: ArrayBuffer) => Answer): Promise<Answer> {
    this.inFlight += 1
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight)
    // Long enough for the other lane to read its photo meanwhile.
    for (let tick = 0; tick < 20; tick++) await Promise.resolve()
    try {
      return this.poison.get(name) ?? this.through(this.fault(), bytes, act)
    } finally {
      this.inFlight -= 1
    }
  }

  private through(fault: Fault, bytes: ArrayBuffer, act: (bytes: ArrayBuffer) => Answer): Answer {
    if (fault === 'lose-request') return NONE
    if (fault === 'stall') return { answered: false, why: 'timeout' }
    if (fault === 'portal') return { answered: true, status: 200, contentType: 'text/html', retryAfterS: null, body: undefined }
    if (fault === 'busy') return problem(503, 'unavailable')
    if (fault === 'overload') return problem(429, 'too-many-requests', 7)
    if (fault === 'broken') return problem(500, 'internal')
    if (fault === 'spoil-bytes' && bytes.byteLength > 0) return act(bytes.slice(1))
    const answer = act(bytes)
    if (fault === 'twice') return act(bytes)
    return fault === 'lose-answer' ? NONE : answer
  }

  private takeText(id: string, bytes: ArrayBuffer, sha256: string): Answer {
    if (hashOf(bytes) !== sha256) return problem(422, 'digest-mismatch')
    if (this.quarantine.has(id)) return problem(422, 'invalid-body')
    const text = new TextDecoder().decode(bytes)
    const stored = this.reports.get(id)
    if (stored && stored.sha256 !== sha256) return problem(409, 'content-conflict')
    if (!stored) {
      const { photos, supersedes } = JSON.parse(text) as { photos: { sha256: string }[]; supersedes: string | null }
      const hashes = photos.map((photo) => photo.sha256)
      this.reports.set(id, { bytes: text, sha256, photos: hashes, effects: 1, seq: this.reports.size + 1 })
      if (supersedes) this.superseded.add(supersedes)
    }
    const receipt = this.receipt(id)
    return json(receipt.level === 'text' ? 202 : stored ? 200 : 201, receipt)
  }

  private takePhoto(sha256: string, bytes: ArrayBuffer): Answer {
    if (!HASH.test(sha256) || hashOf(bytes) !== sha256) return problem(422, 'digest-mismatch')
    const aside = [...this.quarantine.values()].some((put) => put?.photos.includes(sha256))
    const named = aside || [...this.reports.values()].some((report) => report.photos.includes(sha256))
    if (!named) return problem(415, 'unsupported-media')
    const known = this.photos.has(sha256)
    this.photos.set(sha256, bytes.slice(0))
    return json(known ? 200 : 201, {})
  }

  private lineFor(line: OfferLine) {
    const put = this.quarantine.get(line.id)
    if (put !== undefined) {
      const missing = put?.photos.filter((sha256) => !this.photos.has(sha256)) ?? []
      return { id: line.id, status: 'quarantined', missing: [], receipt: null, settled: put && { ...put, missing } }
    }
    const stored = this.reports.get(line.id)
    if (!stored) return { id: line.id, status: 'unknown', missing: [], receipt: null }
    if (stored.sha256 !== line.manifest_sha256) return { id: line.id, status: 'conflict', missing: [], receipt: null }
    const receipt = this.receipt(line.id)
    const status = receipt.level === 'text' && receipt.missing.length > 0 ? 'missing' : 'complete'
    return { id: line.id, status, missing: receipt.missing, receipt }
  }
}
