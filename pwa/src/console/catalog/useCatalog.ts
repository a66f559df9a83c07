/** The catalogue as an admin works on it: one entry at a time, each change sent with the revision that was read. */
import { computed, onMounted, reactive, ref, shallowRef } from 'vue'

import { Failure } from '@/domain/problem'
import type { CatalogEntry } from '@/domain/views'

import { catalogApi } from '../server'
import { useSession } from '../session/useSession'
import { useCategories } from '../useCategories'
import { changeOf, draftOf, faultOf, type CatalogDraft } from './draft'

/** What was typed and not saved, by entry; it outlives looking at another entry or another screen. */
const drafts = reactive(new Map<string, CatalogDraft>())

export function useCatalog() {
  const { guarded } = useSession()
  const { entries, load, entry, put } = useCategories()
  const words = ref('')
  const chosenSlug = ref<string | null>(null)
  const busy = ref(false)
  const failure = shallowRef<unknown>(null)
  const saved = shallowRef<CatalogEntry | null>(null)
  const loadFailure = shallowRef<unknown>(null)

  const chosen = computed(() => entry(chosenSlug.value) ?? null)
  const draft = computed(() => (chosenSlug.value ? (drafts.get(chosenSlug.value) ?? null) : null))
  const change = computed(() => (chosen.value && draft.value ? changeOf(chosen.value, draft.value) : null))
  const fault = computed(() => (draft.value ? faultOf(draft.value) : null))
  const shown = computed(() => {
    const wanted = words.value.trim().toLowerCase()
    return entries.value.filter((one) =>
      [one.name_zh, one.name_en, one.matter_code, one.legacy_code, one.slug].some((text) => text?.toLowerCase().includes(wanted)),
    )
  })
  const off = computed(() => entries.value.filter((one) => !one.enabled).length)

  function isChanged(one: CatalogEntry): boolean {
    const typed = drafts.get(one.slug)
    return typed !== undefined && changeOf(one, typed) !== null
  }

  function choose(slug: string): void {
    chosenSlug.value = slug
    failure.value = null
    saved.value = null
    if (!drafts.has(slug)) revert()
  }

  function revert(): void {
    if (chosen.value) drafts.set(chosen.value.slug, draftOf(chosen.value))
  }

  async function save(): Promise<void> {
    if (!chosen.value || !change.value || fault.value || busy.value) return
    busy.value = true
    failure.value = null
    try {
      const { slug, revision } = chosen.value
      const wanted = change.value
      accepted(await guarded(() => catalogApi.change(slug, wanted, revision)))
    } catch (error) {
      failure.value = error
      // Somebody was faster: show theirs, keep what was typed beside it.
      if (error instanceof Failure && error.slug === 'stale') await reread()
    } finally {
      busy.value = false
    }
  }

  function accepted(changed: CatalogEntry): void {
    put(changed)
    saved.value = changed
    drafts.set(changed.slug, draftOf(changed))
  }

  async function reread(): Promise<void> {
    const fresh = await guarded(() => catalogApi.read()).catch(() => null)
    for (const one of fresh?.items ?? []) put(one)
  }

  async function start(): Promise<void> {
    loadFailure.value = null
    await load().catch((error: unknown) => (loadFailure.value = error))
  }

  onMounted(start)
  return { entries, shown, words, off, chosen, draft, change, fault, busy, failure, saved, loadFailure, start, isChanged, choose, revert, save }
}
