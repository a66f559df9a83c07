/**
 * The register of letters with one open. What was typed outlives a refusal and a faster colleague, whose letter is then
 * shown. Knows its port; must not know HTTP or a screen.
 */
import { computed, ref, shallowRef } from 'vue'

import type { LettersApi } from '@/api/letters'
import type { LetterState, LetterView } from '@/domain/letters'
import { Failure } from '@/domain/problem'

import { createPaged, type Query } from '../createPaged'
import { createTrying } from '../createTrying'

export type Step = 'change' | 'send' | 'answer' | 'void'

/** The next steps of a letter, the usual one first. */
const STEPS: Record<LetterState, readonly Step[]> = {
  draft: ['send', 'change', 'void'],
  open: ['answer', 'void'],
  overdue: ['answer', 'void'],
  answered: [],
  voided: [],
}
export const stepsOf = ({ state }: LetterView): readonly Step[] => STEPS[state] ?? []

export function createLetters(api: LettersApi) {
  const paged = createPaged<LetterView>((query) => api.list(query))
  const { items } = paged
  const chosen = ref<number | null>(null)
  const found = shallowRef<LetterView | null>(null)
  const step = ref<Step | null>(null)
  const { busy, failure, once } = createTrying()
  const one = computed(() => (found.value?.id === chosen.value ? found.value : (items.value.find(({ id }) => id === chosen.value) ?? null)))
  const steps = computed(() => (one.value ? stepsOf(one.value) : []))

  async function ask(query: Query): Promise<void> {
    await paged.ask(query)
    if (one.value === null) choose(items.value[0]?.id ?? null)
  }

  function choose(id: number | null): void {
    if (id === chosen.value) return
    chosen.value = id
    step.value = null
    failure.value = null
  }

  /** One that the list may not hold, from an address. */
  async function open(id: number): Promise<void> {
    choose(id)
    if (one.value === null) await once(async () => take(await api.get(id)))
  }

  function begin(next: Step | null): void {
    step.value = next
    failure.value = null
  }

  const make = (doing: (letter: LetterView) => Promise<LetterView>) =>
    once(async () => {
      const letter = one.value
      if (letter === null) return
      try {
        take(await doing(letter))
        step.value = null
      } catch (error) {
        const overtaken = error instanceof Failure && (error.slug === 'stale' || error.slug === 'illegal-move')
        if (overtaken) await api.get(letter.id).then(take, () => undefined)
        throw error
      }
    })

  const draft = (caseNo: string, unit: string) =>
    once(async () => {
      const made = await api.draft(caseNo, unit)
      items.value = [made, ...items.value]
      chosen.value = made.id
      step.value = null
    })

  function take(letter: LetterView): void {
    items.value = items.value.map((other) => (other.id === letter.id ? letter : other))
    if (chosen.value === letter.id) found.value = letter
  }

  return { ...paged, loadFailure: paged.failure, chosen, one, step, steps, busy, failure, ask, choose, open, begin, make, draft, paper: api.paper }
}

export type Letters = ReturnType<typeof createLetters>
