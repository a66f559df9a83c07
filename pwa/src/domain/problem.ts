/**
 * Reads RFC 9457 problem bodies. The slug is the contract: screens translate it, `detail` is for logs.
 * Must not know HTTP requests.
 */
import { isRecord, isText } from './shapes'

export interface Problem {
  slug: string
  status: number
  title: string
  detail: string | null
  /** Facts the server added, for example `retry_after_s` or `errors`. */
  facts: Record<string, unknown>
}

/** Trouble that happened before a server of ours answered. */
export type LocalSlug = 'no-network' | 'timeout' | 'not-our-server'

const TYPE = /^\/problems\/([a-z0-9-]+)$/
const MEDIA_TYPE = 'application/problem+json'

/** The problem in an answer, or null when the answer did not come from our server. */
export function readProblem(contentType: string | null, body: unknown): Problem | null {
  if (!contentType?.startsWith(MEDIA_TYPE) || !isRecord(body) || typeof body.type !== 'string') return null
  const slug = TYPE.exec(body.type)?.[1]
  if (slug === undefined) return null
  const { type: _type, status, title, detail, ...facts } = body
  return {
    slug,
    status: typeof status === 'number' ? status : 0,
    title: isText(title) ? title : slug,
    detail: isText(detail) ? detail : null,
    facts,
  }
}

/** Thrown by the API adapters; `slug` is one of the server's or a LocalSlug. */
export class Failure extends Error {
  constructor(
    readonly slug: string,
    readonly status: number = 0,
    readonly problem: Problem | null = null,
    readonly retry_after_s: number | null = null,
  ) {
    super(problem?.detail ?? slug)
    this.name = 'Failure'
  }
}
