/**
 * The areas of the city over time: versions in force and past, imports under way, and how far open cases have followed.
 * Knows its port; must not know HTTP or a screen.
 */
import { computed, ref, shallowRef } from 'vue'

import type { AreaImportsApi } from '@/api/area-imports'
import type { Page } from '@/domain/views'

import type { AreaVersion, Following, ImportRow } from './wire'

export type AreasPort = Pick<AreaImportsApi, 'list' | 'versions' | 'following' | 'undo'>

const PAGE = 20

/** A list that is read page by page and begun anew at any time. */
function createPages<T>(read: (cursor: string | null, limit: number) => Promise<Page<T>>) {
  const items = shallowRef<T[]>([])
  const hasMore = ref(false)
  let cursor: string | null = null

  async function restart(): Promise<void> {
    const shown = Math.max(PAGE, Math.min(items.value.length, 100))
    put([], await read(null, shown))
  }

  async function more(): Promise<void> {
    const before = items.value
    const page = await read(cursor, PAGE)
    if (before === items.value) put(before, page)
  }

  function put(before: T[], page: Page<T>): void {
    items.value = [...before, ...page.items]
    cursor = page.cursor
    hasMore.value = page.has_more
  }

  return { items, hasMore, restart, more }
}

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
  const undoable = computed(() => {
    const all = versions.items.value
    let at = inForce.value
    for (let steps = 0; at !== null && at.restores !== null && steps < all.length; steps += 1) {
      const origin: string = at.restores
      at = all.find(({ name }) => name === origin) ?? null
    }
    return at?.import_id ?? null
  })
  const busy = computed(() => {
    const underWay = imports.items.value.some(({ state, progress }) => WORKING.has(state) || progress !== null)
    return underWay || (following.value !== null && !following.value.ended)
  })

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

  /** Asks again while something goes on. */
  async function refresh(): Promise<void> {
    if (loaded.value && busy.value) await load()
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
