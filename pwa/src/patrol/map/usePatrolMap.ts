/** The patrol's map behind the glass: what the phone knows, and where it is while the screen is open. */
import { computed, onMounted, onScopeDispose, shallowRef, watch } from 'vue'

import { toWgs84 } from '@/domain/datum'
import type { NearbyCase } from '@/domain/duplicates'
import type { TileSource } from '@/domain/tiles'
import type { Phone, Unsubscribe } from '@/phone/types'
import { boxOf, NO_GROUND, type Ground } from '@/ui/map/ground'
import { metresBetween } from '@/ui/map/measure'
import { useObserved } from '@/ui/useObserved'
import { usePosition, usePositionWatch } from '../place/positionWatch'
import { useAreaPack } from '../place/useAreaPack'
import { useSegmentName } from '../place/useSegmentName'
import { dateOf } from '../time/moments'
import { useClockWords } from '../tasks/useClockWords'
import { useTasks } from '../tasks/useTasks'
import { useNow } from '../time/useNow'
import { farStreet, farThing, groundOf, nearestFirst, thingsOf, withWork, type Queued } from './onMap'

/** A street and its next corners fill the screen. */
const ZOOM = 17
/** More reports on their way than this are not drawn; the outbox lists them all. */
const MOST_QUEUED = 50
/** Of the open cases of a whole city; further ones are on no walk. */
const NEAR_M = 1_000
const MOST_NEAR = 100
const ENDED = ['delivered', 'filed', 'dismissed']

export function usePatrolMap(phone: Phone) {
  const nameOf = useSegmentName()
  const position = usePosition(usePositionWatch())
  const session = useObserved(phone.session.observe, { state: 'signed-out' as const, person: null })
  const { head, pack, looked } = useAreaPack(phone)
  const reports = useObserved(phone.reports.observe, [])
  const views = useObserved(phone.outbox.observe, [])
  const queued = shallowRef<Queued[]>([])
  const tiles = shallowRef<TileSource | null>(null)

  watch(
    views,
    async (now) => {
      const waiting = now.filter((view) => !ENDED.includes(view.word)).slice(0, MOST_QUEUED)
      const details = await Promise.all(waiting.map((view) => phone.outbox.detail(view.id)))
      if (views.value === now) queued.value = details.flatMap((one) => (one?.manifest ? [{ view: one.view, manifest: one.manifest }] : []))
    },
    { immediate: true },
  )
  onMounted(async () => (tiles.value = await phone.tiles()))

  const here = computed(() => {
    const { fix } = position.value
    return fix && { place: toWgs84(fix.lon, fix.lat, fix.datum), accuracy_m: fix.accuracy_m }
  })
  const work = useTasks(phone)
  const nearby = shallowRef<NearbyCase[]>([])
  let stop: Unsubscribe = () => undefined
  onMounted(async () => (stop = (await phone.tasks()).observeNearby((open) => (nearby.value = open))))
  onScopeDispose(() => stop())
  const { words } = useClockWords()
  const now = useNow(10_000)
  const tasks = computed(() =>
    work.open.value.map((task) => {
      const { tone, short } = words(task, work.counting.value, now.value)
      return { task, tone, clock: short }
    }),
  )
  const reported = computed(() => new Set(reports.value.map(({ case_no }) => case_no)))
  const near = computed(() => {
    const from = here.value?.place
    if (!from) return []
    const far = (one: { lon: number; lat: number }) => metresBetween([one.lon, one.lat], from)
    const others = nearby.value.filter((one) => !reported.value.has(one.case_no) && far(one) <= NEAR_M)
    return others.sort((a, b) => far(a) - far(b)).slice(0, MOST_NEAR)
  })
  const own = computed(() => new Set(session.value.person?.scope.segments))
  const ground = computed<Ground>(() => (pack.value ? groundOf(pack.value, own.value, nameOf) : NO_GROUND))
  const today = (iso: string) => dateOf(Date.parse(iso)) === dateOf(Date.now())
  const things = computed(() => nearestFirst(withWork(thingsOf(reports.value, queued.value, today), tasks.value, near.value), here.value?.place ?? null, farThing))
  const segments = computed(() => {
    const mine = ground.value.streets.filter((street) => street.own)
    return nearestFirst(mine, here.value?.place ?? null, farStreet)
  })
  /** Where the person stands, else their segments, else the whole pack; null until the pack was looked for. */
  const start = computed(() => {
    if (pack.value === null) return null
    if (here.value) return { place: here.value.place, zoom: ZOOM }
    const mine = ground.value.streets.filter((street) => street.own)
    const box = boxOf((mine.length > 0 ? mine : ground.value.streets).map(({ line }) => line)) ?? boxOf(ground.value.cells.flatMap(({ rings }) => rings))
    return box && { box }
  })
  return { head, looked, pack, ground, things, segments, here, start, tiles }
}
