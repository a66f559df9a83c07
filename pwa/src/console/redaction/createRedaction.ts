/**
 * Photos that wait for redaction, one of them open: what is drawn on it and what is decided.
 * Knows its port; must not know HTTP or a screen.
 */
import { computed, ref, shallowRef } from 'vue'

import type { RedactionApi } from '@/api/redaction'
import { Failure } from '@/domain/problem'
import type { Box, ListedPicture, RedactionState, RedactionView } from '@/domain/redaction'

import { createPaged } from '../createPaged'
import { neighbour } from '../neighbour'
import { sameBoxes } from './boxes'
import { createDrawing } from './createDrawing'

export function createRedaction(api: RedactionApi) {
  const caseNo = ref<string | null>(null)
  const paged = createPaged<ListedPicture>((query) => api.list(caseNo.value === null ? query : { ...query, case_no: caseNo.value }))
  const { hasMore, loading, loaded, failure: loadFailure, more } = paged
  /** What was decided since the list came, by photo. */
  const decided = shallowRef<ReadonlyMap<string, RedactionState>>(new Map())
  const chosen = ref<string | null>(null)
  const view = shallowRef<RedactionView | null>(null)
  const drawing = createDrawing()
  const busy = ref(false)
  const failure = shallowRef<unknown>(null)
  /** The photo about which was just decided, for a sentence. */
  const saved = shallowRef<{ state: RedactionState; boxes: number } | null>(null)

  /** What was drawn and not decided about, by photo: looking at another one takes nothing away. */
  const begun = new Map<string, readonly Box[]>()

  const items = computed(() => {
    const once = [...new Map(paged.items.value.map((one) => [one.sha256, one])).values()]
    return once.map((one) => ({ ...one, state: decided.value.get(one.sha256) ?? one.state }))
  })
  const waiting = computed(() => items.value.filter((one) => one.state === 'pending').length)

  /** Lists what waits, or a case; opens `photo`, else the first that waits. */
  async function ask(no: string | null, photo: string | null = null): Promise<void> {
    caseNo.value = no
    decided.value = new Map()
    saved.value = null
    const listing = paged.ask({})
    if (photo !== null) await open(photo)
    await listing
    if (photo === null) await open((items.value.find((one) => one.state === 'pending') ?? items.value[0])?.sha256 ?? null)
  }

  async function open(sha256: string | null): Promise<void> {
    keep()
    chosen.value = sha256
    view.value = null
    failure.value = null
    drawing.begin([])
    if (sha256 === null) return
    try {
      const read = await api.read(sha256)
      if (chosen.value === sha256) show(read)
    } catch (error) {
      if (chosen.value === sha256) failure.value = error
    }
  }

  function keep(): void {
    if (view.value === null) return
    if (drawing.changed.value) begun.set(view.value.sha256, drawing.boxes.value)
    else begun.delete(view.value.sha256)
  }

  function show(read: RedactionView): void {
    view.value = read
    drawing.begin(read.boxes, begun.get(read.sha256) ?? [...read.boxes, ...read.proposed])
  }

  /** Somebody was faster: their boxes stand beside those drawn here, so that nothing is uncovered unseen. */
  function showBoth(read: RedactionView, mine: readonly Box[]): void {
    begun.set(read.sha256, together(read.boxes, mine))
    show(read)
  }

  async function decide(state: RedactionState): Promise<boolean> {
    const open = view.value
    if (open === null || busy.value) return false
    busy.value = true
    failure.value = null
    try {
      const boxes = state === 'none-needed' ? [] : [...drawing.boxes.value]
      const now = await api.decide(open.sha256, open.rev, state, boxes)
      decided.value = new Map(decided.value).set(now.sha256, now.state)
      saved.value = { state: now.state, boxes: now.boxes.length }
      begun.delete(now.sha256)
      if (chosen.value === now.sha256) show(now)
      return true
    } catch (error) {
      if (chosen.value === open.sha256) {
        const mine = drawing.boxes.value
        if (error instanceof Failure && error.slug === 'stale') await api.read(open.sha256).then((read) => showBoth(read, mine), () => undefined)
        failure.value = error
      }
      return false
    } finally {
      busy.value = false
    }
  }

  /** The next photo that waits, in the order of the list and then from its beginning. */
  async function next(): Promise<void> {
    const place = items.value.findIndex((one) => one.sha256 === chosen.value)
    const after = [...items.value.slice(place + 1), ...items.value.slice(0, Math.max(place, 0))]
    const found = after.find((one) => one.state === 'pending')
    if (found) await open(found.sha256)
    if (waiting.value < 5) await more()
  }

  async function step(by: 1 | -1): Promise<void> {
    const place = items.value.findIndex((one) => one.sha256 === chosen.value)
    const to = neighbour(items.value, place, by)
    if (to && to.sha256 !== chosen.value) await open(to.sha256)
    if (place >= items.value.length - 5) await more()
  }

  return {
    ...{ caseNo, items, waiting, hasMore, loading, loaded, loadFailure, chosen, view, drawing, busy, failure, saved },
    ...{ ask, more, open, decide, next, step },
  }
}

function together(theirs: readonly Box[], mine: readonly Box[]): Box[] {
  return [...theirs, ...mine.filter((box) => !theirs.some((one) => sameBoxes([one], [box])))]
}
