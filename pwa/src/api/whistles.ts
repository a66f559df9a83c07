/** Whistles of the cases a person may see; they are answered and ended as moves of their case. */
import type { ListedWhistle } from '@/domain/case-work'
import type { Page } from '@/domain/views'

import type { Http } from './http'
import { queryOf } from './query'

export interface WhistlesApi {
  list(query: Record<string, string | number>): Promise<Page<ListedWhistle>>
}

export function createWhistlesApi(http: Http): WhistlesApi {
  return { list: async (query) => (await http.json({ method: 'GET', path: `/whistles${queryOf(query)}` })) as Page<ListedWhistle> }
}
