/** Looking at what the server refused, and settling it. */
import type { QuarantineRow, QuarantineWhole } from '@/domain/quarantine'
import type { Page } from '@/domain/views'

import type { Http } from './http'
import { queryOf } from './query'

export interface QuarantineApi {
  list(filter: { state?: string; cursor?: string; limit?: number }): Promise<Page<QuarantineRow>>
  get(id: number): Promise<QuarantineWhole>
  /** `text` null files it as it came. Rejects with `stale` when somebody was faster, `invalid-body` with the fact `fault`. */
  file(id: number, text: string | null, reason: string): Promise<QuarantineWhole>
  dismiss(id: number, reason: string): Promise<QuarantineWhole>
}

export function createQuarantineApi(http: Http): QuarantineApi {
  const settle = async (id: number, how: string, json: unknown) =>
    (await http.json({ method: 'POST', path: `/quarantine/${id}/${how}`, json })) as QuarantineWhole
  return {
    list: async (filter) => (await http.json({ method: 'GET', path: `/quarantine${queryOf(filter)}` })) as Page<QuarantineRow>,
    get: async (id) => (await http.json({ method: 'GET', path: `/quarantine/${id}` })) as QuarantineWhole,
    file: (id, text, reason) => settle(id, 'file', { text, reason }),
    dismiss: (id, reason) => settle(id, 'dismiss', { reason }),
  }
}
