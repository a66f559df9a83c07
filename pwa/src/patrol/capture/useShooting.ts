/**
 * The camera screen behind its glass: which picture comes next, and that its bytes are on disk before anything else.
 */
import { computed, onMounted, ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { onBeforeRouteLeave, useRoute, useRouter } from 'vue-router'

import { lastOf } from '@/domain/last'
import { isClip } from '@/domain/media'
import { mayImport } from '@/domain/person'
import type { Heading } from '@/domain/report'
import type { PhotoRole, PhotoSource } from '@/phone/types'
import { usePhone } from '@/phone/usePhone'
import { useObserved } from '@/ui/useObserved'
import { defectOf } from './coverTypes'
import { lackingShots, nextRole, offeredRoles, roleFrom, shotsOf } from './shots'
import { useCategories, useLikelyCategories } from './useCategories'
import { troubleOf, useDraft } from './useDraft'
import { fixQuality, headingAt } from '../place/fixes'
import { usePositionWatch } from '../place/positionWatch'
import { useCompass } from '../place/useCompass'
import { draftAddress } from '../draftAddress'
import { useDraftPlace } from '../place/useDraftPlace'
import { usePhotoUrl } from '../usePhotoUrl'

const QUICK = 4

export function useShooting(id: string) {
  const { t } = useI18n()
  const route = useRoute()
  const router = useRouter()
  const phone = usePhone()
  const api = useDraft(phone, id)
  const { draft, photos, trouble, mine, unsaved, takeOver, storeUnsaved } = api
  const place = useDraftPlace(phone, usePositionWatch(), draft, api.change)
  const pointing = useCompass()
  /** Where the person is going or the camera looks at this moment. */
  const heading = () => headingAt(Date.now(), place.now.value.fix, pointing())
  const session = useObserved(phone.session.observe, { state: 'signed-out' as const, person: null })
  const categories = useCategories(phone)
  const likely = useLikelyCategories(phone, categories.all, () => place.placement.value?.segment?.name ?? null)

  const role = ref<PhotoRole>(roleFrom(route.query.role))
  /** Pictures taken whose bytes are not on disk yet. */
  const storing = ref(0)
  let stored = Promise.resolve()
  /** What must end before the screen is left, so that nothing begun is lost. */
  let finish = async (): Promise<void> => undefined
  const category = computed(() => categories.find(draft.value?.category ?? null))
  const wanted = computed(() => ({
    photos_min: category.value?.photos_min ?? null,
    handled_on_spot: draft.value?.handled_on_spot ?? false,
    shots: shotsOf(category.value),
    reply: draft.value?.reply_to?.verb,
  }))
  /** The picture of a paper that was given out, and nothing else. */
  const ofPaper = route.query.role === 'paper'
  const roles = computed(() => (ofPaper ? (['paper'] as PhotoRole[]) : offeredRoles(wanted.value)))
  const lastUrl = usePhotoUrl(phone, () => lastOf(photos.value.filter((photo) => !isClip(photo.mime)))?.photo_id ?? null)
  const patrol = computed(() => session.value.person?.username ?? null)
  const imports = computed(() => mayImport(session.value.person))
  const accuracyWords = computed(() => {
    const metres = place.now.value.fix?.accuracy_m ?? null
    return metres === null ? t(`place.title.${place.state.value}`) : t('place.accuracy-m', { m: Math.round(metres) })
  })

  const weakFix = computed(() => {
    const { fix } = place.now.value
    return fix === null || fixQuality(fix, fix.at) !== 'good'
  })

  onMounted(async () => {
    await api.load()
    if (route.query.role === undefined) role.value = lackingShots(photos.value, wanted.value)[0] ?? 'scene'
  })

  // At the start, or when another page that wrote it sealed it or threw it away.
  watch(api.gone, (gone) => gone && void router.replace({ name: 'home' }))

  async function chooseRole(next: PhotoRole): Promise<void> {
    role.value = next
    await api.awaitPhoto(next)
  }

  async function store(bytes: Promise<Blob | null>, source: PhotoSource, heading: Heading | null): Promise<void> {
    const blob = await bytes
    if (!mine.value) return
    if (blob === null) return void (trouble.value = 'missing')
    if (!(await api.addPhoto(blob, role.value, source))) return
    if (photos.value.length === 1) await place.bind(heading)
    // A system camera may kill the app next time as well, so the slot is on disk again before that.
    await chooseRole(ofPaper ? 'paper' : nextRole(photos.value, wanted.value, role.value))
  }

  /**
   * Stores one picture after those taken before it: a quick second tap must not be lost. `heading` is that at the
   * shutter, which a picked picture does not have. Never rejects.
   */
  function take(bytes: Promise<Blob | null>, source: PhotoSource, heading: Heading | null = null): Promise<void> {
    storing.value += 1
    stored = stored
      .then(() => store(bytes, source, heading))
      .catch((error: unknown) => void (trouble.value = troubleOf(error)))
      .finally(() => (storing.value -= 1))
    return stored
  }

  function picked(event: Event, source: PhotoSource): void {
    const input = event.target as HTMLInputElement
    const file = input.files?.[0]
    if (file) void take(Promise.resolve(file), source).then(() => (input.value = ''))
  }

  /** A picture that was not taken here: first why, in the note where a reviewer reads it, then the picture. */
  async function imported(event: Event, why: string): Promise<void> {
    const note = draft.value?.note ?? ''
    if (!note.includes(why)) await api.change({ note: `${why}${note}` })
    picked(event, 'gallery')
  }

  async function done(): Promise<void> {
    await finish()
    await stored
    await api.awaitPhoto(null)
    const toPaper = ofPaper && !draft.value?.reply_to
    await router.replace(toPaper ? { name: 'paper', params: { id } } : draftAddress(draft.value ?? { id }))
  }

  async function chooseCategory(slug: string): Promise<void> {
    const subject = draft.value?.subject
    await api.change({ category: slug, ...(subject ? { subject: { ...subject, defect: defectOf(categories.find(slug)) } } : {}) })
    await done()
  }

  const leave = () => (ofPaper ? done() : leaveFinding())
  const leaveFinding = () => router.replace(draft.value?.reply_to ? draftAddress(draft.value) : { name: 'home' })

  // Also by the phone's own back key. A draft with nothing in it is not worth a line on the home screen.
  onBeforeRouteLeave(async (to) => {
    if (to.name === 'form' || to.name === 'paper' || api.gone.value || (to.name !== 'home' && draft.value?.reply_to)) return
    await finish()
    await stored
    // Not read yet is not empty.
    if (draft.value === null) return
    const empty = photos.value.length === 0 && !draft.value.category && !draft.value.note
    await (empty ? api.discard() : api.change({ awaiting_photo: null, in_form: null }))
  })

  const finishFirst = (work: () => Promise<void>) => void (finish = work)

  const quick = computed(() => likely.value.slice(0, QUICK))
  return {
    draft, photos, role, roles, storing, trouble, mine, unsaved, takeOver, storeUnsaved, lastUrl, likely: quick, category, patrol, imports, place, heading, accuracyWords, weakFix,
    chooseRole, take, picked, imported, finishFirst, done, chooseCategory, leave,
  }
}
export type Shooting = ReturnType<typeof useShooting>
