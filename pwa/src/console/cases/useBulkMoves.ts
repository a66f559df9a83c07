/** One move of several cases, asked by the same dialog as a single one; what became of each is told afterwards. */
import { ref, shallowRef, type Ref } from 'vue'

import type { CaseView, PersonName } from '@/domain/views'

import type { createBulk } from './createBulk'
import { createMoves } from './createMoves'
import { asked } from './moveForm'
import { sendPhoto } from './useSending'
import type { UsedMoves } from './useMoves'
import { useUnits } from './useUnits'

export function useBulkMoves(bulk: ReturnType<typeof createBulk>): UsedMoves {
  const { load: loadUnits } = useUnits()
  const people = shallowRef<PersonName[]>([])
  const said = ref('')
  const moves = createMoves(
    {
      move: async (no, order) => {
        const first = bulk.marked.value.get(no)
        await bulk.each(order)
        if (bulk.failure.value) throw bulk.failure.value
        return first as CaseView
      },
      read: async (no) => bulk.marked.value.get(no) as CaseView,
      send: sendPhoto,
    },
    () => undefined,
  )

  function begin(...[found, move, ...more]: Parameters<typeof moves.begin>): void {
    moves.begin(found, move, ...more)
    if (asked(move).some(({ field }) => field === 'unit' || field === 'co_units')) void loadUnits().catch(() => undefined)
  }

  const make = async (sentence: string) => (await moves.make(sentence)) !== null
  const makeAtOnce = async () => undefined
  return { ...moves, people, said: said as Readonly<Ref<string>>, begin, make, makeAtOnce }
}
