/**
 * The settings of handling on their way to another version. Who was slower keeps what they changed, on top of what somebody
 * else set meanwhile, and is told which that was. Knows its port; must not know HTTP or the page.
 */
import { computed, ref, shallowRef } from 'vue'

import type { HandlingApi } from '@/api/handling'
import type { DrawView, HandlingSettings, SettingsInForce, SettingsVersion } from '@/domain/handling-settings'
import { Failure } from '@/domain/problem'

import { bodyOf, differing, faultOf, mine, type Field } from './fields'

export type SettingsPorts = Pick<HandlingApi, 'settings' | 'set' | 'versions' | 'draws'>

export function createHandlingSettings(ports: SettingsPorts) {
  const inForce = shallowRef<SettingsInForce | null>(null)
  const draft = shallowRef<HandlingSettings | null>(null)
  const versions = shallowRef<SettingsVersion[]>([])
  const draws = shallowRef<DrawView[]>([])
  const busy = ref(false)
  const failure = shallowRef<unknown>(null)
  /** What somebody else set while this was edited. */
  const theirs = shallowRef<Field[]>([])
  const saved = ref(false)

  const changes = computed(() => (inForce.value && draft.value ? differing(inForce.value, draft.value) : []))
  const fault = computed(() => (draft.value ? faultOf(draft.value) : null))
  const canSave = computed(() => changes.value.length > 0 && fault.value === null && !busy.value)

  function take(now: SettingsInForce): void {
    inForce.value = now
    draft.value = bodyOf(now)
    theirs.value = []
  }

  async function load(): Promise<void> {
    failure.value = null
    try {
      take(await ports.settings())
      await loadPast()
    } catch (error) {
      failure.value = error
    }
  }

  /** What was set before and drawn; without it the settings can be changed all the same. */
  async function loadPast(): Promise<void> {
    const [kept, drawn] = await Promise.all([ports.versions().catch(() => null), ports.draws().catch(() => null)])
    if (kept) versions.value = kept
    if (drawn) draws.value = drawn
  }

  function edit(change: Partial<HandlingSettings>): void {
    if (!draft.value) return
    draft.value = bodyOf({ ...draft.value, ...change })
    saved.value = false
  }

  function revert(): void {
    if (inForce.value) take(inForce.value)
    failure.value = null
  }

  /** Takes an older version as what is to be set; it counts once it is saved. */
  function putBack(version: SettingsVersion): void {
    edit(version.settings)
  }

  async function save(): Promise<boolean> {
    if (!canSave.value || !draft.value || !inForce.value) return false
    busy.value = true
    failure.value = null
    try {
      take(await ports.set(draft.value, inForce.value.rev))
      saved.value = true
      await loadPast()
      return true
    } catch (error) {
      if (error instanceof Failure && error.slug === 'stale') await outpaced()
      else failure.value = error
      return false
    } finally {
      busy.value = false
    }
  }

  async function outpaced(): Promise<void> {
    const [before, edited] = [inForce.value, draft.value]
    if (!before || !edited) return
    try {
      const now = await ports.settings()
      take(now)
      theirs.value = differing(before, now)
      draft.value = mine(before, edited, now)
      await loadPast()
    } catch (error) {
      failure.value = error
    }
  }

  return { inForce, draft, versions, draws, busy, failure, theirs, saved, changes, fault, canSave, load, edit, revert, putBack, save }
}
