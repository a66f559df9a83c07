/** How the city answers the first, second … time a promise is not kept: edited as a draft. Knows its port; must not know HTTP. */
import { computed, ref, shallowRef } from 'vue'

import type { BreachLedgerApi } from '@/api/breach-ledger'
import { STEPS, type Ladder, type LadderNow, type LadderVersion } from '@/domain/breach-ledger'
import { lastOf } from '@/domain/last'
import { Failure } from '@/domain/problem'

import { createTrying } from '../createTrying'

export const MOST_STEPS = 6
export type LadderFault = 'milder' | 'window' | 'deadline'

type Port = Pick<BreachLedgerApi, 'ladder' | 'setLadder' | 'ladderHistory'>

export function createLadder(api: Port) {
  const now = shallowRef<LadderNow | null>(null)
  const draft = ref<Ladder | null>(null)
  const versions = shallowRef<LadderVersion[]>([])
  /** Somebody else set it meanwhile; what was chosen here is still there. */
  const meanwhile = ref(false)
  const { busy, failure, once } = createTrying()
  const changed = computed(() => now.value !== null && draft.value !== null && JSON.stringify(plain(now.value)) !== JSON.stringify(plain(draft.value)))
  const fault = computed(() => (draft.value ? faultOf(draft.value) : null))

  const load = () =>
    once(async () => {
      take(await api.ladder())
      versions.value = await api.ladderHistory().catch(() => [])
    })

  function take(told: LadderNow): void {
    now.value = told
    draft.value = plain(told)
    meanwhile.value = false
  }

  const revert = () => void (now.value && take(now.value))
  const putBack = (version: LadderVersion) => void (draft.value = plain(version.settings))

  const save = () =>
    once(async () => {
      const [wanted, from] = [draft.value, now.value]
      if (wanted === null || from === null || fault.value !== null) return
      try {
        take(await api.setLadder(plain(wanted), from.rev))
      } catch (error) {
        if (error instanceof Failure && error.status === 412) await catchUp()
        throw error
      }
      versions.value = await api.ladderHistory().catch(() => versions.value)
    })

  async function catchUp(): Promise<void> {
    const told = await api.ladder().catch(() => null)
    if (told === null) return
    now.value = told
    meanwhile.value = true
  }

  function addStep(): void {
    const steps = draft.value?.steps
    if (steps && steps.length < MOST_STEPS) steps.push(lastOf(steps) ?? 'remind')
  }

  const dropStep = () => void (draft.value && draft.value.steps.length > 1 && draft.value.steps.pop())

  return { now, draft, versions, meanwhile, busy, failure, changed, fault, load, revert, putBack, save, addStep, dropStep }
}

/** Without the revision, and copied so that editing it leaves the other as it is. */
function plain({ steps, window_days, deadlines }: Ladder): Ladder {
  return { steps: [...steps], window_days, deadlines: { remind: { ...deadlines.remind }, notice: { ...deadlines.notice }, case: { ...deadlines.case } } }
}

/** A later time is not answered more mildly, and every number is one. */
export function faultOf({ steps, window_days: days, deadlines }: Ladder): LadderFault | null {
  if (steps.some((step, i) => i > 0 && STEPS.indexOf(step) < STEPS.indexOf(steps[i - 1] ?? 'remind'))) return 'milder'
  if (!Number.isInteger(days) || days < 1 || days > 366) return 'window'
  return STEPS.some((step) => !Number.isInteger(deadlines[step].value) || deadlines[step].value < 1 || deadlines[step].value > 240) ? 'deadline' : null
}
