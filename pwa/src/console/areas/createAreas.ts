/**
 * The areas of the city over time: versions in force and past, imports under way, and how far open cases have followed.
 * Knows its port; must not know HTTP or a screen.
 */
import { computed, ref, shallowRef } from 'vue'

import type { AreaImportsApi } from '@/api/area-imports'

import { createPages } from './createPages'
import type { AreaVersion, Following, ImportRow } from './wire'

export type AreasPort = Pick<AreaImportsApi, 'list' | 'versions' | 'following' | 'undo'>

const WORKING = new Set(['checking', 'activating'])

export function createAreas(api: AreasPort) {
  const versions = createPages<AreaVersion>(api.versions)
  const imports = createPages<ImportRow>(api.list)
  const following = shallowRef<Following | null>(null)
  const failure = shallowRef<unknown>(null)
  const loaded = ref(false)
  const undoing = ref(false)
  const refused = shallowRef<unknown>(null)

  const inForce = computed(() => versions.items.value.find(isInForce) ?? null)
  /** What comes back when the one in force is undone; null where it came back itself, and so goes a step further. */
  const before = computed(() => {
    if (inForce.value === null || inForce.value.restores !== null) return null
    const rest = versions.items.value.slice(versions.items.value.indexOf(inForce.value) + 1)
    return rest.find((version) => version.undone_at === null) ?? null
  })
  /** The import that can be taken back: it brought what is in force, at once or by coming back. */
  const undoable = computed(() => inForce.value?.origin_import_id ?? null)
  const underWay = computed(() => imports.items.value.some(({ state, progress }) => WORKING.has(state) || progress !== null))
  const behind = computed(() => following.value !== null && !following.value.ended)

  async function load(): Promise<void> {
    failure.value = null
    try {
      const [, , run] = await Promise.all([versions.restart(), imports.restart(), api.following()])
      following.value = run
      loaded.value = true
    } catch (error) {
      failure.value = error
    }
  }

  /** Asks again for that which goes on, and for nothing else. */
  async function refresh(): Promise<void> {
    if (!loaded.value || !(underWay.value || behind.value)) return
    try {
      const [run] = await Promise.all([behind.value ? api.following() : following.value, underWay.value && imports.restart()])
      following.value = run
      failure.value = null
    } catch (error) {
      failure.value = error
    }
  }

  async function undo(): Promise<boolean> {
    const id = undoable.value
    if (id === null || undoing.value) return false
    undoing.value = true
    refused.value = null
    try {
      await api.undo(id)
      await load()
      return true
    } catch (error) {
      refused.value = error
      return false
    } finally {
      undoing.value = false
    }
  }

  return { versions, imports, following, failure, loaded, undoing, refused, inForce, before, undoable, load, refresh, undo }
}

/** In force is who has not ended and was not taken back. */
export function isInForce({ valid_to, undone_at }: AreaVersion): boolean {
  return valid_to === null && undone_at === null
}
