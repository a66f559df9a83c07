/** Campaigns: entered and changed, summed up, and what stands behind their numbers. */
import type { CampaignFields, CampaignSummary, CampaignView, QuantityEntry } from '@/domain/campaigns'
import type { Counted, Part } from '@/domain/figures'
import type { Page } from '@/domain/views'

import type { Http } from './http'
import { queryOf } from './query'

type Cursor = { cursor?: string; limit?: number }

export interface CampaignsApi {
  list(): Promise<CampaignView[]>
  /** `rev` is the one that was read, null for a new one; rejects with `stale` (412) when somebody was faster. */
  keep(name: string, fields: CampaignFields, rev: number | null): Promise<CampaignView>
  summary(name: string): Promise<CampaignSummary>
  behind(name: string, figure: string, part: Part, page: Cursor): Promise<Page<Counted>>
  quantities(name: string, unit: string, page: Cursor): Promise<Page<QuantityEntry>>
}

export function createCampaignsApi(http: Http): CampaignsApi {
  const at = (name: string) => `/campaigns/${encodeURIComponent(name)}`
  return {
    list: async () => ((await http.json({ method: 'GET', path: '/campaigns' })) as { items: CampaignView[] }).items,
    keep: async (name, fields, rev) =>
      (await http.json({ method: 'PUT', path: at(name), json: fields, headers: rev === null ? {} : { 'If-Match': `"${rev}"` } })) as CampaignView,
    summary: async (name) => (await http.json({ method: 'GET', path: `${at(name)}/summary` })) as CampaignSummary,
    behind: async (name, figure, part, page) =>
      (await http.json({ method: 'GET', path: `${at(name)}/figures/${encodeURIComponent(figure)}/cases${queryOf({ part, ...page })}` })) as Page<Counted>,
    quantities: async (name, unit, page) => (await http.json({ method: 'GET', path: `${at(name)}/quantities${queryOf({ unit, ...page })}` })) as Page<QuantityEntry>,
  }
}

/** Where the summary lies as a file. */
export const campaignMaterial = (name: string, language: string) => `/campaigns/${encodeURIComponent(name)}/material${queryOf({ language })}`
