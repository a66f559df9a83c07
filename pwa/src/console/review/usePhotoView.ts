/**
 * Looking closely at one picture: wheel, fingers, dragging, double click, keys and buttons change one view of it.
 * Knows the frame it lies in; must not know whose picture it is.
 */
import { computed, onBeforeUnmount, onMounted, ref, shallowRef, type Ref } from 'vue'

import { FITTING, fullZoom, isFitting, lit, moved, percent, styleOf, turned, ZOOM_STEP, zoomedTo } from './photoView'
import { LIGHT, type Size, type Spot, type Stage, type View } from './photoView'

/** One notch of a mouse wheel is 100 of these and zooms a fifth; a touchpad sends many small ones. */
const ZOOM_PER_WHEEL = 0.002
/** Pixels that an arrow key moves an enlarged picture. */
const KEY_MOVES = 80
/** Pointers on these do something of their own. */
const OWN_HANDLING = '[role="slider"], button, input, a'

export function usePhotoView(frame: Ref<HTMLElement | undefined>) {
  const view = shallowRef<View>(FITTING)
  const picture = shallowRef<Size | null>(null)
  const room = shallowRef<Size | null>(null)
  const pointers = new Map<number, Spot>()
  const dragging = ref(false)

  const stage = computed<Stage | null>(() =>
    picture.value && room.value && picture.value.width > 0 && room.value.width > 0 && room.value.height > 0
      ? { frame: room.value, picture: picture.value }
      : null,
  )
  const style = computed(() => styleOf(stage.value, view.value))
  const shown = computed(() => (stage.value ? percent(stage.value, view.value) : null))
  const enlarged = computed(() => view.value.zoom > 1)
  const changed = computed(() => !isFitting(view.value))

  /** A change that needs to know sizes; before the picture has come there is nothing to change. */
  function change(how: (stage: Stage, view: View) => View): void {
    if (stage.value) view.value = how(stage.value, view.value)
  }

  const zoomBy = (factor: number, at?: Spot) => change((on, now) => zoomedTo(on, now, now.zoom * factor, at))
  const full = (at?: Spot) => change((on, now) => zoomedTo(on, now, fullZoom(on, now.turn), at))
  const fit = () => change((on, now) => zoomedTo(on, now, 1))
  const move = (by: Spot) => change((on, now) => moved(on, now, by))
  const turn = () => void (view.value = turned(view.value))
  const light = (value: number) => void (view.value = lit(view.value, value))

  function reset(): void {
    view.value = FITTING
    pointers.clear()
    dragging.value = false
  }

  /** Where an event happened, counted from the middle of the frame. */
  function spot(event: MouseEvent): Spot {
    const box = frame.value?.getBoundingClientRect()
    return box ? { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 } : { x: 0, y: 0 }
  }

  function onWheel(event: WheelEvent): void {
    event.preventDefault()
    // A pinch on a touchpad comes as a wheel with Ctrl and small numbers; lines are sixteen pixels.
    const delta = event.deltaY * (event.deltaMode === 1 ? 16 : 1) * (event.ctrlKey ? 5 : 1)
    zoomBy(Math.exp(-delta * ZOOM_PER_WHEEL), spot(event))
  }

  function onPointerDown(event: PointerEvent): void {
    if ((event.target as HTMLElement).closest(OWN_HANDLING)) return
    pointers.set(event.pointerId, spot(event))
    if (enlarged.value) (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId)
    dragging.value = enlarged.value
  }

  /** One pointer drags, two pull apart or together around the middle between them. */
  function onPointerMove(event: PointerEvent): void {
    const before = pointers.get(event.pointerId)
    if (!before) return
    const now = spot(event)
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1]
    pointers.set(event.pointerId, now)
    if (!other) return move({ x: now.x - before.x, y: now.y - before.y })
    move({ x: (now.x - before.x) / 2, y: (now.y - before.y) / 2 })
    zoomBy(apart(now, other) / apart(before, other), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 })
  }

  function onPointerEnd(event: PointerEvent): void {
    pointers.delete(event.pointerId)
    dragging.value = pointers.size > 0 && enlarged.value
  }

  function onDoubleClick(event: MouseEvent): void {
    if ((event.target as HTMLElement).closest(OWN_HANDLING)) return
    if (enlarged.value) fit()
    else full(spot(event))
  }

  const keys = () => ({
    '+': () => zoomBy(ZOOM_STEP),
    '=': () => zoomBy(ZOOM_STEP),
    '-': () => zoomBy(1 / ZOOM_STEP),
    '0': reset,
    '1': () => full(),
    t: turn,
    '[': () => light(view.value.light - LIGHT.step),
    ']': () => light(view.value.light + LIGHT.step),
    ...(enlarged.value && {
      ArrowLeft: () => move({ x: KEY_MOVES, y: 0 }),
      ArrowRight: () => move({ x: -KEY_MOVES, y: 0 }),
      ArrowUp: () => move({ x: 0, y: KEY_MOVES }),
      ArrowDown: () => move({ x: 0, y: -KEY_MOVES }),
    }),
  })

  function measure(): void {
    const box = frame.value
    if (box) room.value = { width: box.clientWidth, height: box.clientHeight }
    move({ x: 0, y: 0 })
  }
  const watcher = typeof ResizeObserver === 'undefined' ? null : new ResizeObserver(measure)
  onMounted(() => {
    measure()
    if (frame.value) watcher?.observe(frame.value)
  })
  onBeforeUnmount(() => watcher?.disconnect())

  const pointing = {
    wheel: onWheel, pointerdown: onPointerDown, pointermove: onPointerMove, pointerup: onPointerEnd,
    pointercancel: onPointerEnd, dblclick: onDoubleClick,
  }
  return { view, style, shown, enlarged, changed, dragging, picture, pointing, keys, zoomBy, full, turn, light, reset }
}

function apart(one: Spot, other: Spot): number {
  return Math.max(1, Math.hypot(one.x - other.x, one.y - other.y))
}
