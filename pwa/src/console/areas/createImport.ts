/**
 * One import from the file on the server to the areas in force: what a person corrects, asks for and decides.
 * Knows its port; must not know HTTP or a screen.
 */
import { computed, ref, shallowRef, watch } from 'vue'

import type { AreaImportsApi } from '@/api/area-imports'

import { isSamePlan, planFaults, planOf, planToReread, planToSend } from './plan'
import { isMoving, isOpen, openSteps, stepOf, type Step } from './steps'
import type { AreaImport, Plan } from './wire'

export type ImportPort = Pick<AreaImportsApi, 'get' | 'check' | 'activate' | 'discard' | 'undo'>
export type Act = 'check' | 'activate' | 'discard' | 'undo'

/** `begun` keeps by import what a person has corrected and not yet sent: looking at another screen takes nothing away. */
export function createImport(api: ImportPort, begun = new Map<string, Plan>()) {
  const found = shallowRef<AreaImport | null>(null)
  /** Why it could not be shown. */
  const failure = shallowRef<unknown>(null)
  const acting = ref<Act | null>(null)
  /** What was refused last, and why. */
  const refused = shallowRef<{ act: Act; error: unknown } | null>(null)
  const draft = ref<Plan | null>(null)
  const looked = ref<Step | null>(null)
  let id = ''

  watch([draft, found], keep, { deep: true, flush: 'sync' })

  const step = computed<Step>(() => {
    if (!found.value) return 'upload'
    return looked.value !== null && openSteps(found.value).includes(looked.value) ? looked.value : stepOf(found.value)
  })
  const steps = computed(() => (found.value ? openSteps(found.value) : []))
  const changed = computed(() => found.value !== null && draft.value !== null && !isSamePlan(draft.value, planOf(found.value)))
  const faults = computed(() => (found.value && draft.value ? planFaults(draft.value, found.value) : []))
  const editable = computed(() => found.value !== null && isOpen(found.value))

  function keep(): void {
    if (draft.value !== null && changed.value) begun.set(id, draft.value)
    else if (found.value !== null) begun.delete(id)
  }

  async function open(wanted: string): Promise<void> {
    const kept = begun.get(wanted) ?? null
    id = ''
    found.value = null
    draft.value = null
    id = wanted
    draft.value = kept
    looked.value = null
    refused.value = null
    await load()
  }

  async function load(): Promise<void> {
    const wanted = id
    failure.value = null
    try {
      const one = await api.get(wanted)
      if (wanted === id) take(one)
    } catch (error) {
      if (wanted === id) failure.value = error
    }
  }

  /** Asks again while the server is at work. What came before stays when that fails. */
  async function refresh(): Promise<void> {
    const before = found.value
    if (before === null || acting.value !== null || !isMoving(before)) return
    const one = await api.get(before.id)
    if (found.value === before) take(one)
  }

  function take(one: AreaImport): void {
    const before = found.value
    const anew = before !== null && before.revision !== one.revision
    // What nobody corrected here follows what somebody else has asked for.
    const follows = draft.value === null || (anew && !changed.value)
    found.value = one
    if (anew || (before !== null && before.state !== one.state)) looked.value = null
    if (follows) draft.value = one.fields.length > 0 ? planOf(one) : null
  }

  function look(at: Step): void {
    looked.value = at
  }

  /** Resolves to whether the server did it. */
  async function act(what: Act, how: (id: string) => Promise<AreaImport>): Promise<boolean> {
    if (found.value === null || acting.value !== null) return false
    const wanted = id
    acting.value = what
    refused.value = null
    try {
      const one = await how(wanted)
      if (wanted === id) take(one)
      return true
    } catch (error) {
      if (wanted !== id) return false
      refused.value = { act: what, error }
      // The reason may lie in what has changed meanwhile.
      await api.get(wanted).then((one) => wanted === id && take(one), () => undefined)
      return false
    } finally {
      acting.value = null
    }
  }

  async function check(): Promise<boolean> {
    const plan = draft.value
    if (plan === null || faults.value.length > 0) return false
    const done = await act('check', (wanted) => api.check(wanted, planToSend(plan)))
    if (done) looked.value = null
    return done
  }

  /** Has the file read as something else. */
  async function reread(crs: string | null, table: string | null): Promise<boolean> {
    const before = found.value
    if (before === null) return false
    const plan = planToReread(before, crs, table)
    return act('check', async (wanted) => {
      const one = await api.check(wanted, plan)
      draft.value = null
      return one
    })
  }

  /** Exactly what is shown here; when it is another thing by now, that is shown instead. */
  async function activate(validFrom: string | null): Promise<boolean> {
    const shown = found.value
    return shown !== null && act('activate', (wanted) => api.activate(wanted, shown.revision, validFrom))
  }
  const discard = () => act('discard', (wanted) => api.discard(wanted))
  const undo = () => act('undo', (wanted) => api.undo(wanted))

  return {
    ...{ found, failure, acting, refused, draft, step, steps, changed, faults, editable },
    ...{ open, load, refresh, look, check, reread, activate, discard, undo },
  }
}
