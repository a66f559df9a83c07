/**
 * One draft on the screen: shown at once, stored at once, said aloud when storing fails.
 * Knows the phone's drafts; must not know cameras or places.
 */
import { computed, onScopeDispose, ref, shallowRef } from 'vue'

import type { Draft, DraftChange, Phone, PhotoRole, PhotoSource, Trouble } from '@/phone/types'

/** Typing rests this long before the note is stored; leaving the page stores it at once. */
const TYPING_MS = 300

/** A picture that is taken and not stored. */
interface Unsaved {
  taken: Blob
  role: PhotoRole
  source: PhotoSource
  taken_at: string
}

export type StoringTrouble = Trouble['trouble'] | 'unknown'

export function troubleOf(error: unknown): StoringTrouble {
  const trouble = (error as Partial<Trouble> | null)?.trouble
  return trouble ?? 'unknown'
}

export function useDraft(phone: Pick<Phone, 'drafts'>, id: string) {
  const draft = shallowRef<Draft | null>(null)
  /** The draft was sealed or thrown away, perhaps in another tab. */
  const gone = ref(false)
  const trouble = ref<StoringTrouble | null>(null)
  const sealing = ref(false)
  /** Pictures in memory only, because there was no room for them. */
  const unsaved = shallowRef<Unsaved[]>([])
  /** False while another page writes this draft. */
  const mine = ref(true)
  /** Fields whose newest value is on the screen only, because there was no room for it; the next write takes them along. */
  const owed = new Set<keyof DraftChange>()
  let waitingNote: string | null = null
  let typing: ReturnType<typeof setTimeout> | undefined

  /** Whether the screen has anything that the disk has not. */
  function owing(): boolean {
    return owed.size > 0 || unsaved.value.length > 0
  }

  async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await work()
      // Another write that fits does not make true what was said about the one that did not.
      if (!owing()) trouble.value = null
      return result
    } catch (error) {
      trouble.value = troubleOf(error)
      return undefined
    }
  }

  async function load(): Promise<void> {
    const read = await attempt(async () => ({ stored: await phone.drafts.get(id) }))
    if (read === undefined) return
    gone.value = read.stored === undefined
    draft.value = read.stored ?? null
  }

  /** The newest values of these fields, as they are on the screen. */
  function shown(fields: Iterable<keyof DraftChange>): DraftChange {
    const now: DraftChange = draft.value ?? {}
    return Object.fromEntries([...fields].map((field) => [field, now[field]]))
  }

  /** Stores these fields and those still owed; true once they are on disk. */
  async function write(what: DraftChange): Promise<boolean> {
    const fields = new Set([...owed, ...(Object.keys(what) as (keyof DraftChange)[])])
    owed.clear()
    const stored = await attempt(() => phone.drafts.change(id, { ...shown(fields), ...what }))
    if (stored === undefined) for (const field of fields) owed.add(field)
    return stored !== undefined
  }

  async function change(what: DraftChange): Promise<void> {
    if (draft.value === null || !mine.value) return
    draft.value = { ...draft.value, ...what }
    await write(what)
  }

  /** Shows the words at once and stores them when the typing rests. */
  function writeNote(note: string): void {
    if (draft.value === null || !mine.value) return
    draft.value = { ...draft.value, note }
    waitingNote = note
    clearTimeout(typing)
    typing = setTimeout(() => void flush(), TYPING_MS)
  }

  async function flush(): Promise<void> {
    clearTimeout(typing)
    const note = waitingNote
    if (note === null) return
    waitingNote = null
    // What could not be stored stays to be stored with the next word or tap.
    if (!(await write({ note }))) waitingNote ??= note
  }

  async function refresh(): Promise<void> {
    const stored = await phone.drafts.get(id)
    if (stored) draft.value = { ...stored, ...shown(waitingNote === null ? owed : [...owed, 'note']) }
  }

  /** Resolves with true once the bytes are on disk. */
  async function addPhoto(taken: Blob, role: PhotoRole, source: PhotoSource): Promise<boolean> {
    return storePhoto({ taken, role, source, taken_at: new Date().toISOString() })
  }

  async function storePhoto({ taken, ...photo }: Unsaved): Promise<boolean> {
    const stored = await attempt(() => phone.drafts.addPhoto(id, taken, photo))
    if (stored === undefined) {
      if (trouble.value !== 'missing') unsaved.value = [...unsaved.value, { taken, ...photo }]
      return false
    }
    await refresh()
    return true
  }

  /** Tries again what failed: reading the draft, else storing what is in memory only: pictures, then words. */
  async function storeUnsaved(): Promise<void> {
    if (draft.value === null) await load()
    const waiting = unsaved.value
    unsaved.value = []
    for (const photo of waiting) await storePhoto(photo)
    if (draft.value !== null && unsaved.value.length === 0) {
      const { category, note, handled_on_spot, segment_choice, segment_choice_why, subject, position } = draft.value
      waitingNote = null
      await write({ category, note, handled_on_spot, segment_choice, segment_choice_why, subject, position })
    }
  }

  async function removePhoto(photoId: string): Promise<void> {
    if (!mine.value) return
    const left = await attempt(() => phone.drafts.removePhoto(id, photoId))
    if (left) await refresh()
  }

  async function awaitPhoto(role: PhotoRole | null): Promise<boolean> {
    return mine.value && (await attempt(() => phone.drafts.awaitPhoto(id, role))) !== undefined
  }

  async function discard(): Promise<boolean> {
    // The other page may have taken pictures since this one last looked.
    if (!mine.value) return false
    waitingNote = null
    clearTimeout(typing)
    return (await attempt(() => phone.drafts.discard(id).then(() => true))) === true
  }

  /** True only once the sealed report is on disk, with every word and picture that the screen shows. */
  async function seal(): Promise<boolean> {
    if (sealing.value || !mine.value || draft.value === null) return false
    sealing.value = true
    await flush()
    if (owing()) await storeUnsaved()
    const sealed = owing() ? undefined : await attempt(() => phone.drafts.seal(id))
    sealing.value = false
    return sealed !== undefined
  }

  const claim = phone.drafts.hold(id, (is) => {
    const returned = is && !mine.value
    mine.value = is
    // The other page may have changed, sealed or discarded it.
    if (returned) void load()
  })

  const flushWhenHidden = () => {
    if (document.visibilityState === 'hidden') void flush()
  }
  document.addEventListener('visibilitychange', flushWhenHidden)
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', flushWhenHidden)
    void flush()
    claim.release()
  })

  const photos = computed(() => draft.value?.photos ?? [])
  return {
    draft, photos, gone, trouble, sealing, unsaved, mine, load, change, writeNote, addPhoto, storeUnsaved, removePhoto, awaitPhoto,
    discard, seal, takeOver: claim.takeOver,
  }
}
