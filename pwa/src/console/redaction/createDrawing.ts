/**
 * The boxes under the pointer: which one is chosen, and every step back and forth.
 * Must not know where boxes are kept or how they look.
 */
import { computed, ref, shallowRef } from 'vue'

import { lastOf } from '@/domain/last'
import type { Box, BoxKind } from '@/domain/redaction'

import { sameBoxes } from './boxes'

export function createDrawing() {
  const boxes = shallowRef<readonly Box[]>([])
  const chosen = ref<number | null>(null)
  /** The kind that the next box gets. */
  const kind = ref<BoxKind>('face')
  const kept = shallowRef<readonly Box[]>([])
  const past = shallowRef<(readonly Box[])[]>([])
  const future = shallowRef<(readonly Box[])[]>([])
  /** Steps of one hand on one box (a drag, a run of arrow keys) are one step back. */
  let hand: string | null = null

  /** Begins with what is kept, or with other boxes than that; nothing before it can be undone. */
  function begin(from: readonly Box[], drawn: readonly Box[] = from): void {
    kept.value = from
    boxes.value = drawn
    past.value = []
    future.value = []
    chosen.value = null
    hand = null
  }

  function step(next: readonly Box[], by: string | null = null): void {
    if (by === null || by !== hand) past.value = [...past.value, boxes.value]
    hand = by
    future.value = []
    boxes.value = next
  }

  function add(box: Box): void {
    step([...boxes.value, box])
    chosen.value = boxes.value.length - 1
  }

  function change(index: number, box: Box, by: string | null = null): void {
    if (boxes.value[index] === undefined) return
    step(boxes.value.map((one, i) => (i === index ? box : one)), by === null ? null : `${index}-${by}`)
  }

  /** The chosen box, and every one drawn from now on, hides this. */
  function setKind(next: BoxKind): void {
    kind.value = next
    const box = chosen.value === null ? undefined : boxes.value[chosen.value]
    if (chosen.value !== null && box && box.kind !== next) change(chosen.value, { ...box, kind: next })
  }

  function remove(index: number): void {
    if (boxes.value[index] === undefined) return
    step(boxes.value.filter((_, i) => i !== index))
    chosen.value = boxes.value.length > 0 ? Math.min(index, boxes.value.length - 1) : null
  }

  function choose(index: number | null): void {
    chosen.value = index
  }

  /** What the hand does next is a step of its own. */
  const letGo = () => (hand = null)

  const undo = () => go(past, future)
  const redo = () => go(future, past)

  function go(from: typeof past, to: typeof past): boolean {
    const next = lastOf(from.value)
    if (next === undefined) return false
    hand = null
    to.value = [...to.value, boxes.value]
    from.value = from.value.slice(0, -1)
    boxes.value = next
    if (chosen.value !== null && chosen.value >= next.length) chosen.value = next.length > 0 ? next.length - 1 : null
    return true
  }

  const canUndo = computed(() => past.value.length > 0)
  const canRedo = computed(() => future.value.length > 0)
  const changed = computed(() => !sameBoxes(boxes.value, kept.value))
  return { boxes, chosen, kind, changed, canUndo, canRedo, begin, choose, add, change, setKind, remove, letGo, undo, redo }
}

export type Drawing = ReturnType<typeof createDrawing>
