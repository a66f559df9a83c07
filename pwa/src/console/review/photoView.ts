/**
 * Decides how a picture lies in its frame: how large, where, which way up and how bright. Lengths are CSS pixels,
 * places count from the middle of the frame to the right and down; `zoom` 1 fits the frame. Knows no page.
 */
export interface Size {
  width: number
  height: number
}

export interface Spot {
  x: number
  y: number
}

export interface View extends Spot {
  zoom: number
  /** Degrees clockwise. */
  turn: 0 | 90 | 180 | 270
  /** 1 is as the picture came. */
  light: number
}

/** What a picture lies in, and its own size in pixels. */
export interface Stage {
  frame: Size
  picture: Size
}

export const FITTING: View = { zoom: 1, x: 0, y: 0, turn: 0, light: 1 }
export const LIGHT = { least: 0.4, most: 2.6, step: 0.2 } as const
/** One press or click. */
export const ZOOM_STEP = 1.4
/** Beyond twice its own pixels a picture shows nothing new. */
const MOST_OF_FULL = 2

/** CSS pixels per picture pixel when the picture fits, turned as it is. */
export function fitScale({ frame, picture }: Stage, turn: number): number {
  const sideways = turn % 180 !== 0
  const [width, height] = sideways ? [picture.height, picture.width] : [picture.width, picture.height]
  return Math.min(frame.width / width, frame.height / height)
}

/** The zoom at which one pixel of the picture is one pixel of the page: 100 %. */
export function fullZoom(stage: Stage, turn: number): number {
  return 1 / fitScale(stage, turn)
}

/** How large the picture is shown, 100 being its own pixels. */
export function percent(stage: Stage, view: View): number {
  return Math.round((view.zoom / fullZoom(stage, view.turn)) * 100)
}

/** Zooms so that what lies under `at` stays there, as far as the picture's edges allow. */
export function zoomedTo(stage: Stage, view: View, zoom: number, at: Spot = { x: 0, y: 0 }): View {
  const most = Math.max(1, MOST_OF_FULL * fullZoom(stage, view.turn))
  const next = Math.min(most, Math.max(1, zoom))
  const ratio = next / view.zoom
  return within(stage, { ...view, zoom: next, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio })
}

export function moved(stage: Stage, view: View, by: Spot): View {
  return within(stage, { ...view, x: view.x + by.x, y: view.y + by.y })
}

/** A quarter to the right; it fits again, for the part that was looked at is elsewhere now. */
export function turned(view: View): View {
  return { ...FITTING, light: view.light, turn: (((view.turn + 90) % 360) as View['turn']) }
}

export function lit(view: View, light: number): View {
  const rounded = Math.round(light * 10) / 10
  return { ...view, light: Math.min(LIGHT.most, Math.max(LIGHT.least, rounded)) }
}

export function isFitting(view: View): boolean {
  return view.zoom === 1 && view.turn === 0 && view.light === 1
}

/** For an image that the page fits into the frame upright (`object-fit: contain`). Empty when nothing is changed. */
export function styleOf(stage: Stage | null, view: View): { transform?: string; filter?: string } {
  if (isFitting(view)) return {}
  const refit = stage ? fitScale(stage, view.turn) / fitScale(stage, 0) : 1
  return {
    transform: `translate(${view.x}px, ${view.y}px) rotate(${view.turn}deg) scale(${view.zoom * refit})`,
    ...(view.light !== 1 && { filter: `brightness(${view.light})` }),
  }
}

/** No edge of the picture comes further in than the frame's. */
function within(stage: Stage, view: View): View {
  const scale = fitScale(stage, view.turn) * view.zoom
  const sideways = view.turn % 180 !== 0
  const { width, height } = stage.picture
  const spareX = Math.max(0, ((sideways ? height : width) * scale - stage.frame.width) / 2)
  const spareY = Math.max(0, ((sideways ? width : height) * scale - stage.frame.height) / 2)
  return { ...view, x: clamp(view.x, spareX), y: clamp(view.y, spareY) }
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value)) + 0
}
