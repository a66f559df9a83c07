/**
 * How far the camera is zoomed in, where its track can. Knows media tracks only.
 */
import { readonly, ref, watch, type Ref } from 'vue'

/** Times enlarged; `step` is the smallest move the camera makes. */
export interface ZoomRange {
  min: number
  max: number
  step: number
}

/** `zoom` is in the media capture standard but not yet in the DOM types. */
type Zooming = MediaTrackConstraintSet & MediaTrackSettings & { zoom?: number }
const MOST_STEPS = 40

/** What the track's zoom reaches; null for one that has none or cannot move. */
export function zoomRange(track: MediaStreamTrack | undefined): ZoomRange | null {
  const { zoom } = (track?.getCapabilities?.() ?? {}) as { zoom?: Partial<ZoomRange> }
  const { min, max, step } = zoom ?? {}
  if (typeof min !== 'number' || typeof max !== 'number' || max <= min) return null
  return { min, max, step: step && step > 0 && step < max - min ? step : (max - min) / MOST_STEPS }
}

export function useZoom(stream: () => MediaStream) {
  const range = ref<ZoomRange | null>(null)
  const zoom = ref(1)
  let wanted: number | null = null
  let applying = false

  function track(): MediaStreamTrack | undefined {
    return stream().getVideoTracks()[0]
  }

  function readBack(): void {
    const seen = (track()?.getSettings?.() as Zooming | undefined)?.zoom
    zoom.value = seen ?? range.value?.min ?? 1
  }

  watch(
    stream,
    () => {
      range.value = zoomRange(track())
      readBack()
    },
    { immediate: true },
  )

  /** A finger on the slider asks faster than a camera moves: while it does, only the newest wish waits. */
  async function set(value: number): Promise<void> {
    if (range.value === null) return
    zoom.value = wanted = Math.min(range.value.max, Math.max(range.value.min, value))
    if (applying) return
    applying = true
    while (wanted !== null) {
      const next: number = wanted
      wanted = null
      await track()
        ?.applyConstraints({ advanced: [{ zoom: next } as Zooming] })
        .catch(readBack)
    }
    applying = false
  }

  return { range: readonly(range) as Readonly<Ref<ZoomRange | null>>, zoom: readonly(zoom), set }
}
