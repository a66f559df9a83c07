/** Figures, rankings, and what is behind a number. */
import type { Counted, FiguresView, GroupedBy, Part, RankedBy, RankingView } from '@/domain/figures'
import type { Page } from '@/domain/views'

import type { Http } from './http'
import { queryOf } from './query'

export interface Behind {
  period: string
  part: Part
  by?: GroupedBy
  key?: string
}

export interface FiguresApi {
  figures(period: string, by: GroupedBy | null): Promise<FiguresView>
  ranking(period: string, by: RankedBy): Promise<RankingView>
  behind(id: string, which: Behind, page: { cursor?: string; limit?: number }): Promise<Page<Counted>>
}

export function createFiguresApi(http: Http): FiguresApi {
  return {
    figures: async (period, by) => (await http.json({ method: 'GET', path: `/figures${queryOf({ period, by })}` })) as FiguresView,
    ranking: async (period, by) => (await http.json({ method: 'GET', path: `/figures/ranking${queryOf({ period, by })}` })) as RankingView,
    behind: async (id, which, page) => (await http.json({ method: 'GET', path: `/figures/${encodeURIComponent(id)}/cases${queryOf({ ...which, ...page })}` })) as Page<Counted>,
  }
}
