/** What a phone reads for the work on cases: its tasks, what is open around, the city's working time, small pictures. */
import type { WorkingTimes } from '@/domain/case-clock'
import type { NearbyCase } from '@/domain/duplicates'
import { giveUpAfter } from '@/domain/patience'
import { Failure } from '@/domain/problem'
import { isRecord, isText } from '@/domain/shapes'
import type { TaskCase } from '@/domain/tasks'

import { BASE, failureFrom, headersOf, type Http } from './http'

export interface Loop {
  /** Cases this person is to act on. */
  tasks(): Promise<TaskCase[]>
  /** Open cases where this person may report, and the name of this answer; null when `etag` still names it. */
  around(etag: string | null): Promise<{ cases: NearbyCase[]; etag: string | null } | null>
  workingTimes(): Promise<WorkingTimes>
  /** A small picture of a case; null when there is none to show. Rejects with a Failure without network. */
  thumb(sha256: string): Promise<{ bytes: ArrayBuffer; mime: string } | null>
}

const THUMB_TIMEOUT_MS = 15_000

type Fetch = typeof fetch

export function createLoopApi(http: Http, doFetch: Fetch = (...args) => fetch(...args)): Loop {
  const items = async (path: string) => itemsOf(await http.json({ method: 'GET', path }))
  return {
    tasks: async () => (await items('/tasks')).filter(isCase) as unknown as TaskCase[],
    async around(etag) {
      const reply = await http.ask({ method: 'GET', path: '/cases/around', headers: etag === null ? {} : { 'If-None-Match': etag } })
      if (!reply.answered) throw new Failure(reply.why === 'timeout' ? 'timeout' : 'no-network')
      if (reply.status === 304) return null
      if (reply.status !== 200) throw failureFrom(reply)
      return { cases: itemsOf(reply.body).filter(isCase) as unknown as NearbyCase[], etag: reply.etag ?? null }
    },
    workingTimes: async () => timesFrom(await http.json({ method: 'GET', path: '/calendar' })),
    async thumb(sha256) {
      const response = await fetched(doFetch, `${BASE}/photos/${encodeURIComponent(sha256)}?size=thumb`)
      const mime = response.headers.get('Content-Type') ?? ''
      return response.ok && mime.startsWith('image/') ? { bytes: await response.arrayBuffer(), mime } : null
    },
  }
}

async function fetched(doFetch: Fetch, address: string): Promise<Response> {
  try {
    const signal = giveUpAfter(THUMB_TIMEOUT_MS)
    return await doFetch(address, { headers: headersOf({ method: 'GET' }), signal, redirect: 'error', credentials: 'same-origin' })
  } catch {
    throw new Failure('no-network')
  }
}

function itemsOf(body: unknown): Record<string, unknown>[] {
  const items = isRecord(body) ? body.items : undefined
  if (!Array.isArray(items)) throw new Failure('not-our-server', 200)
  return items.filter(isRecord)
}

const isCase = (item: Record<string, unknown>) => isText(item.case_no)

function timesFrom(body: unknown): WorkingTimes {
  const { plans, calendar } = isRecord(body) ? body : {}
  if (!Array.isArray(plans) || !isRecord(calendar)) throw new Failure('not-our-server', 200)
  return { plans, calendar } as unknown as WorkingTimes
}
