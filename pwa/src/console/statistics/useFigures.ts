/** The figures of this page; what was open stays while a case is looked at. */
import type { FiguresApi } from '@/api/figures'

import { figuresApi } from '../server'
import { useSession } from '../session/useSession'
import { createFigures } from './createFigures'

const guarded: FiguresApi = {
  figures: (period, by) => useSession().guarded(() => figuresApi.figures(period, by)),
  ranking: (period, by) => useSession().guarded(() => figuresApi.ranking(period, by)),
  behind: (id, which, page) => useSession().guarded(() => figuresApi.behind(id, which, page)),
}
const figures = createFigures(guarded)

export const useFigures = () => figures
