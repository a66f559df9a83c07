/** A person's own complaints and suggestions. */
import { isRecord } from '@/domain/shapes'
import { Failure } from '@/domain/problem'

import type { Http } from './http'

export interface ComplaintToFile {
  id: string
  kind: string
  text: string
  case_no: string
  place: string
}

export interface OwnComplaint {
  number: string
  kind: string
  text: string
  state: 'open' | 'answered' | 'dismissed'
  case_no: string | null
  at: string
  due_at: string
  answers: { text: string; at: string }[]
}

export interface OwnComplaintsApi {
  fileComplaint(one: ComplaintToFile): Promise<void>
}

export function createOwnComplaintsApi(http: Http): OwnComplaintsApi & { list(): Promise<OwnComplaint[]> } {
  return {
    fileComplaint: async (one) => void (await http.json({ method: 'POST', path: '/complaints', json: one })),
    async list() {
      const body = await http.json({ method: 'GET', path: '/my-complaints?limit=30' })
      if (!isRecord(body) || !Array.isArray(body.items)) throw new Failure('not-our-server', 200)
      return body.items as OwnComplaint[]
    },
  }
}
