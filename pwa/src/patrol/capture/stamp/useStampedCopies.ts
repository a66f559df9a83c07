/**
 * The pictures of one own report with their stamps: from this phone where they still are, else from the server.
 * Knows the phone and the words; the drawing is elsewhere.
 */
import { onScopeDispose, ref, shallowRef, watch } from 'vue'

import { isClip } from '@/domain/media'
import type { OutboxDetail, MyReport, Phone, PhotoRole } from '@/phone/types'
import { useObserved } from '@/ui/useObserved'
import { stampedCopy } from './drawStamp'
import { useStampWords, type StampFacts } from './stampWords'

interface Taken {
  sha256: string
  role: PhotoRole
  at: number
  /** Its row on this phone, if it ever was here. */
  photo_id: string | null
  /** The server has it and can show it. */
  on_server: boolean
}

/** What both sides know of a report, and its photos in their order. */
type Known = Pick<StampFacts, 'segment' | 'cell' | 'position'> & { category: string | null; photos: Taken[] }

export function fromPhone({ view, manifest, photos, receipt }: OutboxDetail): Known {
  const offset = manifest?.clock.offset_ms ?? 0
  const placement = receipt?.placement ?? null
  const name = view.segment_name
  return {
    segment: placement?.segment ?? (name === null ? null : { code: '', name }),
    cell: placement?.cell?.code ?? null,
    position: manifest?.position ?? null,
    category: view.category,
    photos: photos.flatMap(({ sha256, role, photo_id, arrived }, place) => {
      const { mime, taken_at = view.captured_at } = manifest?.photos[place] ?? {}
      return isClip(mime) ? [] : [{ sha256, role, photo_id, on_server: arrived, at: Date.parse(taken_at) + offset }]
    }),
  }
}

export function fromServer(report: MyReport, local: Known | null): Known {
  const here = new Map(local?.photos.map((photo) => [photo.sha256, photo]))
  return {
    segment: report.placement?.segment ?? null,
    cell: report.placement?.cell?.code ?? null,
    position: report.position,
    category: report.category,
    photos: report.photos.filter(({ clip }) => !clip).map(({ sha256, role, stored, decodable, taken_at }) => ({
      sha256,
      role: role ?? 'scene',
      at: here.get(sha256)?.at ?? Date.parse(taken_at ?? report.captured_at ?? report.received_at),
      photo_id: here.get(sha256)?.photo_id ?? null,
      on_server: stored && decodable !== false,
    })),
  }
}

export interface Wanted {
  id: string
  categoryName: (slug: string | null) => string
}

export function useStampedCopies(phone: Phone, { id, categoryName }: Wanted) {
  const reports = useObserved(phone.reports.observe, [])
  const session = useObserved(phone.session.observe, { state: 'signed-out' as const, person: null })
  const stampOf = useStampWords()
  const known = shallowRef<Known | null>(null)
  const place = ref(0)
  const copy = shallowRef<File | null>(null)
  const url = ref<string | null>(null)
  const unreadable = ref(false)

  function factsOf({ category, ...where }: Known, photo: Taken): StampFacts {
    const patrol = session.value.person?.username ?? null
    const { segment, cell, position } = where
    return { segment, cell, position, category: categoryName(category), role: photo.role, patrol, at: photo.at, sha256: photo.sha256, report_id: id }
  }

  async function load(): Promise<void> {
    const detail = await phone.outbox.detail(id).catch(() => undefined)
    const local = detail ? fromPhone(detail) : null
    const report = reports.value.find((one) => one.id === id)
    known.value = report ? fromServer(report, local) : local
    if (known.value === null) unreadable.value = true
  }

  function show(next: File | null): void {
    if (url.value !== null) URL.revokeObjectURL(url.value)
    copy.value = next
    url.value = next && URL.createObjectURL(next)
  }

  async function draw(facts: Known, photo: Taken): Promise<void> {
    show(null)
    unreadable.value = false
    const current = () => known.value?.photos[place.value] === photo
    try {
      const blob = photo.photo_id === null ? null : await phone.photo(photo.photo_id)
      const address = blob ? URL.createObjectURL(blob) : photo.on_server ? phone.reports.photoUrl(photo.sha256, 'screen') : null
      if (address === null) throw new Error('gone')
      const picture = await loaded(address).finally(() => blob && URL.revokeObjectURL(address))
      const size = { width: picture.naturalWidth, height: picture.naturalHeight }
      const jpeg = await stampedCopy(picture, size, stampOf(factsOf(facts, photo)))
      if (current()) show(new File([jpeg], `${photo.sha256.slice(0, 8)}.jpg`, { type: jpeg.type }))
    } catch {
      if (current()) unreadable.value = true
    }
  }

  watch([known, place], ([facts, at]) => {
    const photo = facts?.photos[at]
    if (facts && photo) void draw(facts, photo)
  })
  onScopeDispose(() => show(null))
  void load()
  return { known, place, copy, url, unreadable }
}

/** The picture, decoded and upright. Rejects when there is none to see. */
async function loaded(address: string): Promise<HTMLImageElement> {
  const picture = new Image()
  picture.src = address
  await picture.decode()
  return picture
}
