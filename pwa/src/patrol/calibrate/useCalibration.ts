/**
 * The check at a known crossing behind its glass: which crossing, some seconds of readings, what they say, keeping it.
 * Works without signal.
 */
import { computed, onMounted, onScopeDispose, ref, shallowRef, watch } from 'vue'

import { calibrate, type CalibrationAnswer, type Reading } from '@/domain/calibration'
import { type Crossing, crossingsOf, nearestCrossings } from '@/domain/crossings'
import type { Phone } from '@/phone/types'
import { useObserved } from '@/ui/useObserved'
import { troubleOf, type StoringTrouble } from '../capture/useDraft'
import { usePosition, type PositionWatch } from '../place/positionWatch'

/** So many readings tell a slip from a habit. */
export const ENOUGH = 8
/** A hand that just came to rest, and the longest anybody stands still for a phone. */
const LEAST_MS = 4_000
const MOST_MS = 25_000
const LOOK_MS = 500
/** Longer lists are not read on a phone; a person types one more character. */
const SHOWN = 20

export function useCalibration(phone: Pick<Phone, 'places' | 'calibrations'>, positions: PositionWatch) {
  const position = usePosition(positions)
  const kept = useObserved(phone.calibrations.observe, null)
  /** Null until the pack was looked for. */
  const crossings = shallowRef<readonly Crossing[] | null>(null)
  const hasPack = ref(false)
  const query = ref('')
  const at = shallowRef<Crossing | null>(null)
  const readings = shallowRef<readonly Reading[]>([])
  const measuring = ref(false)
  const answer = shallowRef<CalibrationAnswer | null>(null)
  /** The answer is on disk. */
  const isKept = ref(false)
  const trouble = ref<StoringTrouble | null>(null)
  let stop: () => void = () => undefined

  onMounted(async () => {
    const pack = await phone.places.pack()
    hasPack.value = pack !== null
    crossings.value = pack === null ? [] : crossingsOf(pack)
  })
  onScopeDispose(() => stop())

  /** In the order of the first position there was: a list must not move under a finger. */
  const nearest = shallowRef<readonly Crossing[]>([])
  let ordered = false
  watch(
    [crossings, position],
    ([found, { fix }]) => {
      if (found === null || ordered) return
      ordered = fix !== null
      nearest.value = nearestCrossings(found, fix)
    },
    { immediate: true },
  )
  const offered = computed(() => {
    const wanted = query.value.trim().toLowerCase()
    return nearest.value.filter(({ names }) => names.join(' ').toLowerCase().includes(wanted)).slice(0, SHOWN)
  })
  /** Keeping the answer would change how positions are marked. */
  const changes = computed(() => answer.value?.clear === true && answer.value.datum !== (kept.value?.datum ?? 'wgs84'))

  function measure(crossing: Crossing): void {
    stop()
    at.value = crossing
    readings.value = []
    answer.value = trouble.value = null
    isKept.value = false
    measuring.value = true
    const began = Date.now()
    const unfollow = positions.follow((reading) => (readings.value = [...readings.value, reading]))
    const timer = setInterval(() => {
      const passed = Date.now() - began
      if (passed >= MOST_MS || (passed >= LEAST_MS && readings.value.length >= ENOUGH)) void finish(crossing)
    }, LOOK_MS)
    stop = () => {
      clearInterval(timer)
      unfollow()
      measuring.value = false
    }
  }

  async function finish(crossing: Crossing): Promise<void> {
    stop()
    answer.value = calibrate(readings.value, crossing)
    if (answer.value.clear && !changes.value) await keep()
  }

  async function keep(): Promise<void> {
    const found = answer.value
    if (!found?.clear || at.value === null) return
    const { datum, off_m, accuracy_m, readings: count } = found
    await stored(() => phone.calibrations.keep({ place: (at.value as Crossing).names.join(' × '), datum, off_m, accuracy_m, readings: count }))
    isKept.value = trouble.value === null
  }

  async function undo(): Promise<void> {
    await stored(() => phone.calibrations.undo())
    if (trouble.value === null) choose()
  }

  async function stored(work: () => Promise<void>): Promise<void> {
    trouble.value = null
    try {
      await work()
    } catch (error) {
      trouble.value = troubleOf(error)
    }
  }

  /** Back to the list. */
  function choose(): void {
    stop()
    at.value = answer.value = null
  }

  const blocked = computed(() => position.value.state === 'blocked')
  return { kept, crossings, hasPack, query, offered, at, readings, measuring, answer, changes, isKept, trouble, blocked, measure, keep, undo, choose }
}
