/** Reading the catalogue; an admin changes one entry at a time. */
import type { CatalogEntry, CatalogView, Limit } from '@/domain/views'

import type { Http } from './http'

export interface EntryChange {
  enabled?: boolean
  urgency?: CatalogEntry['urgency']
  limits?: Limit[]
  photos_min?: number
}

export interface CatalogApi {
  /** All categories, switched-off ones included. */
  read(): Promise<CatalogView>
  /** `revision` is the one that was read; rejects with `stale` (412) when somebody was faster. */
  change(slug: string, change: EntryChange, revision: number): Promise<CatalogEntry>
}

export function createCatalogApi(http: Http): CatalogApi {
  return {
    read: async () => (await http.json({ method: 'GET', path: '/catalog' })) as CatalogView,
    change: async (slug, change, revision) =>
      (await http.json({
        method: 'PATCH',
        path: `/catalog/${encodeURIComponent(slug)}`,
        json: change,
        headers: { 'If-Match': `"${revision}"` },
      })) as CatalogEntry,
  }
}
