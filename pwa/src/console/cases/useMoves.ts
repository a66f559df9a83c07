/** The moves of one case page, spoken with the real server; what they need of units and people. */
import { ref, shallowRef, type Ref } from 'vue'

import type { MoveView } from '@/domain/case-work'
import type { CaseView, PersonName } from '@/domain/views'

import { casesApi, rosterApi } from '../server'
import { useSession } from '../session/useSession'
import { createMoves } from './createMoves'
import { asked } from './moveForm'
import { useRecall } from './useRecall'
import { sendPhoto } from './useSending'
import { useUnits } from './useUnits'

export function useMoves(onFound: (found: CaseView) => void) {
  const { guarded } = useSession()
  const { load: loadUnits } = useUnits()
  const { offer } = useRecall()
  const moves = createMoves(
    {
      move: (no, order, rev) => guarded(() => casesApi.move(no, order, rev)),
      read: (no) => guarded(() => casesApi.get(no)),
      send: sendPhoto,
    },
    onFound,
  )
  const people = shallowRef<PersonName[]>([])
  const said = ref('')

  /** Opens the dialog; what its pickers offer comes while it is open. */
  function begin(...[found, move, ...more]: Parameters<typeof moves.begin>): void {
    said.value = ''
    moves.begin(found, move, ...more)
    void offerChoices(found, move)
  }

  async function offerChoices(found: CaseView, move: MoveView): Promise<void> {
    const fields = asked(move).map(({ field }) => field)
    if (fields.includes('unit') || fields.includes('co_units')) await loadUnits().catch(() => undefined)
    people.value = peopleIn(move)
    const unit = found.unit?.code
    if (fields.includes('person') && people.value.length === 0 && unit) {
      people.value = await guarded(() => rosterApi.members(unit)).catch(() => [])
    }
  }

  async function make(sentence: string): Promise<boolean> {
    const made = await moves.make(sentence)
    if (made) told(made.verb, made.found)
    return made !== null
  }

  async function makeAtOnce(...args: Parameters<typeof moves.makeAtOnce>): Promise<void> {
    said.value = ''
    const made = await moves.makeAtOnce(...args)
    if (made) told(made.verb, made.found)
  }

  function told(verb: string, found: CaseView): void {
    said.value = verb
    if (verb === 'dispatch') offer(found)
  }

  return { ...moves, people, said: said as Readonly<Ref<string>>, begin, make, makeAtOnce }
}

export type UsedMoves = ReturnType<typeof useMoves>

/** Who may be chosen, where the server says it. */
function peopleIn({ choices }: MoveView): PersonName[] {
  const told = choices?.person ?? choices?.people
  return Array.isArray(told) ? (told as PersonName[]) : []
}
