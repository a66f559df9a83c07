/** The figures of a period with one open to its cases, and the ranking beside. Knows its port; must not know HTTP or a screen. */
import { computed, ref, shallowRef } from 'vue'

import type { FiguresApi } from '@/api/figures'
import type { Counted, Figure, FiguresView, GroupedBy, Part, RankedBy, RankingView } from '@/domain/figures'

import { createPaged } from '../createPaged'

/** What the page is about, as its address says it. */
export interface Question {
  period: string
  by: GroupedBy | null
  ranked: RankedBy
}

export interface Open {
  id: string
  part: Part
  /** One group of the figure, or all of it. */
  key: string | null
}

export function createFigures(api: FiguresApi) {
  const question = shallowRef<Question | null>(null)
  const view = shallowRef<FiguresView | null>(null)
  const ranking = shallowRef<RankingView | null>(null)
  const loading = ref(false)
  const failure = shallowRef<unknown>(null)
  const open = shallowRef<Open | null>(null)
  const at = ref(0)
  const behind = createPaged<Counted>((query) => {
    if (!question.value || !open.value) throw new Error('nothing is open')
    const { period, by } = question.value
    const { id, part, key } = open.value
    return api.behind(id, { period, part, ...(by && key !== null && { by, key }) }, query)
  })
  const figures = computed<Figure[]>(() => view.value?.items ?? [])
  const figure = computed(() => figures.value.find(({ id }) => id === open.value?.id) ?? null)

  /** Asks when the question is another one; what was shown stays until the answer is there. */
  async function ask(wanted: Question): Promise<void> {
    const before = question.value
    question.value = wanted
    if (before?.period !== wanted.period || before.by !== wanted.by) open.value = null
    loading.value = true
    failure.value = null
    try {
      const [told, ranks] = await Promise.all([api.figures(wanted.period, wanted.by), api.ranking(wanted.period, wanted.ranked)])
      if (question.value !== wanted) return
      view.value = told
      ranking.value = ranks
    } catch (error) {
      if (question.value === wanted) failure.value = error
    } finally {
      if (question.value === wanted) loading.value = false
    }
  }

  /** Opens a figure at what it divides; the same again closes it. */
  async function show(id: string, part: Part = 'denominator', key: string | null = null): Promise<void> {
    const again = open.value?.id === id && open.value.part === part && open.value.key === key
    open.value = again ? null : { id, part, key }
    at.value = Math.max(0, figures.value.findIndex((one) => one.id === id))
    if (!again) await behind.ask({})
  }

  function close(): void {
    open.value = null
  }

  function step(by: 1 | -1): void {
    at.value = Math.min(Math.max(at.value + by, 0), figures.value.length - 1)
  }

  return { question, view, figures, ranking, loading, failure, open, figure, behind, at, ask, show, close, step }
}
