/** The city behind the desk's map: segments, cells and open cases in sight, fetched as it is moved. */
import { computed, onScopeDispose, ref, shallowRef } from 'vue'

import type { PointsView, PointView, ShapesView } from '@/domain/map-views'
import type { TileSource } from '@/domain/tiles'
import type { Pin } from '@/ui/map/cluster'
import { boxOf, NO_GROUND, type Box, type Ground } from '@/ui/map/ground'

import { mapApi } from '../server'
import { useSession } from '../session/useSession'
import { useWords } from '../useWords'
import { groundOf, linesOfScope, withBefore } from './cityGround'
import { createSheets, sheetsOf } from './sheets'
import { byGravity, standingOf, TONES } from './standing'

/** A hand that moves the map pauses longer than this before it looks. */
const PAUSE_MS = 150
/** Cases come and go; a sheet of them is asked for again after this. */
const FRESH_MS = 30_000
/** Pins change their looks when a clock runs out. */
const TICK_MS = 30_000
const WORLD: Box = [-180, -85, 180, 85]

export interface View {
  box: Box
  zoom: number
}

export function useCityMap() {
  const { segmentName, categoryName } = useWords()
  const { guarded, person } = useSession()
  const ground = shallowRef<Ground>(NO_GROUND)
  const found = shallowRef<PointView[]>([])
  const view = shallowRef<View | null>(null)
  const start = shallowRef<Box | null>(null)
  const tiles = shallowRef<TileSource | null>(null)
  const empty = ref(false)
  const failure = shallowRef<unknown>(null)
  const loading = ref(true)
  const now = ref(Date.now())
  const ticking = setInterval(() => (now.value = Date.now()), TICK_MS)
  const cut = ref({ segments: false, cells: false, cases: false })
  let version = ''
  let whole: Ground = NO_GROUND
  let pause: ReturnType<typeof setTimeout> | undefined

  const segments = createSheets((sheet, signal) => guarded(() => mapApi.shapes('segments', sheet.box, sheet.zoom, signal)), arrived)
  const cells = createSheets((sheet, signal) => guarded(() => mapApi.shapes('cells', sheet.box, sheet.zoom, signal)), arrived)
  const points = createSheets((sheet, signal) => guarded(() => mapApi.points(sheet.box, signal)), showPoints, { freshMs: FRESH_MS })

  /** A new version of the areas replaces what was drawn of the old one. */
  function arrived(sheet: ShapesView): void {
    if (version !== '' && version !== sheet.version) {
      segments.forget()
      cells.forget()
      whole = NO_GROUND
      if (view.value) look(view.value)
    }
    version = sheet.version
    showGround()
  }

  function showGround(): void {
    const now = groundOf(segments.here(), cells.here(), segmentName)
    const complete = segments.whole() && cells.whole()
    if (complete) whole = now
    ground.value = complete ? now : withBefore(now, whole)
    const isCut = (sheets: { complete: boolean }[]) => sheets.some((sheet) => !sheet.complete)
    cut.value = { ...cut.value, segments: isCut(segments.here()), cells: isCut(cells.here()) }
  }

  function showPoints(): void {
    const here: PointsView[] = points.here()
    const byNumber = new Map(here.flatMap(({ items }) => items).map((point) => [point.case_no, point]))
    found.value = [...byNumber.values()]
    cut.value = { ...cut.value, cases: here.some(({ complete }) => !complete) }
  }

  function look(next: View): void {
    view.value = next
    clearTimeout(pause)
    pause = setTimeout(() => void fetchInSight(), PAUSE_MS)
  }

  async function fetchInSight(): Promise<void> {
    if (!view.value) return
    const asked = view.value
    const sheets = sheetsOf(asked.box, asked.zoom)
    loading.value = true
    failure.value = null
    try {
      const coming = Promise.all([segments.want(sheets), cells.want(sheets), points.want(sheets)])
      showGround()
      showPoints()
      await coming
    } catch (error) {
      if (asked === view.value) failure.value = error
    } finally {
      if (asked === view.value) loading.value = false
    }
  }

  /** Where the map begins: the person's own segments, else the whole city. */
  async function begin(): Promise<void> {
    failure.value = null
    empty.value = false
    loading.value = true
    try {
      tiles.value = await mapApi.tiles()
      const all = await guarded(() => mapApi.shapes('segments', WORLD, 0))
      const first = all.shapes.length > 0 ? all : await guarded(() => mapApi.shapes('cells', WORLD, 0))
      start.value = boxOf(linesOfScope(first, person.value?.scope.segments ?? []))
      empty.value = start.value === null
    } catch (error) {
      failure.value = error
    }
    // With a place to begin at, the map goes on to fetch what is there.
    if (start.value === null) loading.value = false
  }

  const titleOf = (point: PointView) =>
    [categoryName(point.category.slug, point.category), segmentName(point.segment)].filter(Boolean).join(' · ')
  const pins = computed<Pin[]>(() =>
    found.value.map((point) => ({
      id: point.case_no,
      place: [point.lon, point.lat],
      tone: TONES[standingOf(point, now.value)],
      title: titleOf(point),
    })),
  )
  /** The cases in sight, the gravest and newest first. */
  const inSight = computed(() => {
    const box = view.value?.box
    const seen = found.value.filter(({ lon, lat }) => box && lon >= box[0] && lat >= box[1] && lon <= box[2] && lat <= box[3])
    return seen.sort(byGravity(now.value))
  })

  onScopeDispose(() => {
    clearTimeout(pause)
    clearInterval(ticking)
    for (const sheets of [segments, cells, points]) void sheets.want([]).catch(() => undefined)
  })
  return { ground, pins, inSight, start, tiles, empty, failure, loading, cut, now, begin, look, refresh: fetchInSight }
}
