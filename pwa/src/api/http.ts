/**
 * The one door to the server: fetch with a time limit, the header every write needs, no caches and no redirects.
 * Turns whatever happens into an Answer; must not know what is asked.
 */
import { Failure, readProblem } from '@/domain/problem'

import { replyWith, type Reply } from './reply'

export type Method = 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE'

export interface Request {
  method: Method
  /** Below /api/v1, with its query. */
  path: string
  /** Sent as JSON. */
  json?: unknown
  /** Sent as they are. */
  bytes?: ArrayBuffer
  headers?: Record<string, string>
  timeoutMs?: number
  /** Gives the request up, as if the network had gone. */
  signal?: AbortSignal
  /** Goes out although the page is going; at most 64 KiB. */
  keepalive?: boolean
}

export type { Reply }

export interface Http {
  /** What came back; never rejects for network trouble. */
  ask(request: Request): Promise<Reply>
  /** The JSON body of a 2xx answer (undefined for an empty one). Rejects with a Failure for everything else. */
  json(request: Request): Promise<unknown>
}

/** Enough for a few kilobytes on a bad link; photos bring their own limit. */
export const TEXT_TIMEOUT_MS = 20_000
export const BASE = '/api/v1'

type Fetch = typeof fetch

export function createHttp(doFetch: Fetch = (...args) => fetch(...args)): Http {
  async function ask(request: Request): Promise<Reply> {
    const abort = new AbortController()
    const giveUp = () => abort.abort()
    if (request.signal?.aborted) giveUp()
    request.signal?.addEventListener('abort', giveUp, { once: true })
    let late = false
    const timer = setTimeout(() => {
      late = true
      abort.abort()
    }, request.timeoutMs ?? TEXT_TIMEOUT_MS)
    try {
      // The limit covers the body too: a portal may accept, answer a head and never finish.
      return await replyFrom(await doFetch(BASE + request.path, options(request, abort.signal)))
    } catch {
      return { answered: false, why: late ? 'timeout' : 'network' }
    } finally {
      clearTimeout(timer)
      request.signal?.removeEventListener('abort', giveUp)
    }
  }

  async function json(request: Request): Promise<unknown> {
    const reply = await ask(request)
    if (!reply.answered) throw new Failure(reply.why === 'timeout' ? 'timeout' : 'no-network')
    if (isJson(reply) && reply.status < 300) return reply.body
    if (reply.status === 204) return undefined
    throw failureFrom(reply)
  }

  return { ask, json }
}

/** Headers every request carries. */
export function headersOf({ method, json, headers: more }: Pick<Request, 'method' | 'json' | 'headers'>): Headers {
  const headers = new Headers(more)
  headers.set('Accept', 'application/json, application/problem+json')
  if (method !== 'GET') headers.set('X-App', '1')
  if (json !== undefined) headers.set('Content-Type', 'application/json')
  return headers
}

function options(request: Request, signal: AbortSignal): RequestInit {
  const { method, json, bytes, keepalive } = request
  const headers = headersOf(request)
  const body = bytes ?? (json === undefined ? undefined : JSON.stringify(json))
  return { method, headers, signal, redirect: 'error', cache: 'no-store', credentials: 'same-origin', ...(keepalive && { keepalive }), ...(body !== undefined && { body }) }
}

async function replyFrom(response: Response): Promise<Reply> {
  return replyWith(response.status, (name) => response.headers.get(name), await response.text())
}

function isJson(reply: Extract<Reply, { answered: true }>): boolean {
  return reply.contentType?.startsWith('application/json') === true && reply.body !== undefined
}

/** The failure an answer stands for; `not-our-server` when it is no problem of ours. */
export function failureFrom(reply: Extract<Reply, { answered: true }>): Failure {
  const problem = readProblem(reply.contentType, reply.body)
  return new Failure(problem?.slug ?? 'not-our-server', reply.status, problem, reply.retryAfterS)
}
