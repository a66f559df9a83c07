/**
 * Making a move: what is asked, what is typed, and what happens when somebody was faster. What was typed stays until the
 * move is made or given up. Knows its ports; must not know HTTP or the page.
 */
import { computed, reactive, ref, shallowRef } from 'vue'

import type { MoveOrder, MoveView } from '@/domain/case-work'
import { Failure } from '@/domain/problem'
import type { CaseEventView, CaseView } from '@/domain/views'

import { createPhotos, type SendPhoto } from './createPhotos'
import { asked, emptyForm, missing, orderOf, type Target } from './moveForm'

export interface MovesPorts {
  move(caseNo: string, order: MoveOrder, rev: number): Promise<CaseView>
  read(caseNo: string): Promise<CaseView>
  send: SendPhoto
}

export interface Made {
  verb: string
  found: CaseView
}

export function createMoves(ports: MovesPorts, onFound: (found: CaseView) => void) {
  const move = shallowRef<MoveView | null>(null)
  const found = shallowRef<CaseView | null>(null)
  const target = shallowRef<Target>({})
  const form = reactive(emptyForm())
  const photos = createPhotos(ports.send)
  const busy = ref(false)
  const failure = shallowRef<unknown>(null)
  /** What others did while this was being typed; null while nobody did. */
  const meanwhile = shallowRef<CaseEventView[] | null>(null)
  /** The refusal of a move that the state does not have (any more); it names the ones that are legal. */
  const refused = shallowRef<Failure | null>(null)
  const stillLegal = computed(() => move.value === null || (found.value?.moves ?? []).some(({ verb }) => verb === move.value?.verb))

  function begin(one: CaseView, chosen: MoveView, to: Target = {}, preset: Partial<typeof form> = {}): void {
    found.value = one
    move.value = chosen
    target.value = to
    Object.assign(form, emptyForm(), { wanted_unit: chosen.verb === 'tag' ? '' : wantedUnit(one) }, preset)
    photos.clear()
    failure.value = null
    meanwhile.value = null
    refused.value = null
  }

  function giveUp(): void {
    move.value = null
    photos.clear()
  }

  const lacking = (sentence: string) => (move.value ? missing(move.value, form, photos.sent.value.length, sentence) : [])

  /** Makes the move as typed; null when it was not made, and why stands in `failure` or `meanwhile`. */
  async function make(sentence = ''): Promise<Made | null> {
    const [one, chosen] = [found.value, move.value]
    if (!one || !chosen || busy.value || photos.pending.value || lacking(sentence).length > 0) return null
    return sendOrder(one, orderOf(chosen, form, photos.sent.value, sentence, target.value))
  }

  /** A move that asks nothing. */
  async function makeAtOnce(one: CaseView, chosen: MoveView, to: Target = {}): Promise<Made | null> {
    if (busy.value) return null
    begin(one, chosen, to)
    const made = await sendOrder(one, { verb: chosen.verb, ...to })
    if (made === null && meanwhile.value === null) move.value = null
    return made
  }

  async function sendOrder(one: CaseView, order: MoveOrder): Promise<Made | null> {
    busy.value = true
    failure.value = null
    meanwhile.value = null
    refused.value = null
    try {
      const now = await ports.move(one.case_no, order, one.rev)
      giveUp()
      onFound(now)
      return { verb: order.verb, found: now }
    } catch (error) {
      if (error instanceof Failure && error.slug === 'illegal-move') refused.value = error
      if (wasFaster(error)) await readAgain(one)
      else failure.value = error
      return null
    } finally {
      busy.value = false
    }
  }

  async function readAgain(one: CaseView): Promise<void> {
    try {
      const now = await ports.read(one.case_no)
      meanwhile.value = now.events.slice(one.events.length)
      found.value = now
      onFound(now)
    } catch (error) {
      failure.value = error
    }
  }

  return { move, found, target, form, photos, busy, failure, meanwhile, refused, stillLegal, begin, giveUp, lacking, make, makeAtOnce }
}

export type Moves = ReturnType<typeof createMoves>

/** More time is counted as the clock counts that it is added to. */
function wantedUnit({ clock }: CaseView): string {
  return clock?.limit?.unit === 'hours' ? 'hours' : 'working_days'
}

/** Made by one press: they ask nothing that must be said, and can be followed by words. */
const AT_ONCE: readonly string[] = ['claim', 'recall', 'arrive']

/** Whether a move is made without a dialog. */
export function asksNothing(move: MoveView): boolean {
  const fields = asked(move)
  return fields.length === 0 || (AT_ONCE.includes(move.verb) && fields.every(({ required }) => !required))
}

/** Somebody else moved the case: its revision is old, or the move is no longer one of its state. */
function wasFaster(error: unknown): boolean {
  return error instanceof Failure && (error.slug === 'stale' || error.slug === 'illegal-move')
}
