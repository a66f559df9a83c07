/** Permits: the register, single ones, files of them. */
import type { FileDatum, LookedFile, PermitFields, PermitView } from '@/domain/permit-register'
import type { Page } from '@/domain/views'

import type { Http } from './http'
import { queryOf } from './query'

export interface PermitsApi {
  list(query: Record<string, string | number>): Promise<Page<PermitView>>
  get(id: string): Promise<PermitView>
  /** `rev` null enters a new one. Rejects with `stale` when somebody was faster, `invalid-body` with pointers. */
  put(id: string, fields: PermitFields, rev: number | null): Promise<PermitView>
  takeBack(id: string, rev: number): Promise<void>
  /** What a GeoJSON document would bring; nothing is entered. */
  look(document: unknown, datum: FileDatum): Promise<LookedFile>
  /** All of it or nothing; how many. */
  bring(document: unknown, datum: FileDatum): Promise<number>
}

const FILE_MS = 60_000

export function createPermitsApi(http: Http): PermitsApi {
  const matching = (rev: number | null): Record<string, string> => (rev === null ? {} : { 'If-Match': `"${rev}"` })
  return {
    list: async (query) => (await http.json({ method: 'GET', path: `/permits${queryOf(query)}` })) as Page<PermitView>,
    get: async (id) => (await http.json({ method: 'GET', path: `/permits/${id}` })) as PermitView,
    put: async (id, fields, rev) => (await http.json({ method: 'PUT', path: `/permits/${id}`, json: fields, headers: matching(rev) })) as PermitView,
    takeBack: async (id, rev) => void (await http.json({ method: 'DELETE', path: `/permits/${id}`, headers: matching(rev) })),
    look: async (document, datum) => (await http.json({ method: 'POST', path: `/permits/import/look?datum=${datum}`, json: document, timeoutMs: FILE_MS })) as LookedFile,
    bring: async (document, datum) => ((await http.json({ method: 'POST', path: `/permits/import?datum=${datum}`, json: document, timeoutMs: FILE_MS })) as { added: number }).added,
  }
}
