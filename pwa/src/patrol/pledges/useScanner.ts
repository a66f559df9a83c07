/** Looks for a plate in what the camera sees, or in one picture that was taken. */
import { onScopeDispose, watch, type Ref } from 'vue'

import type { CameraState } from '../capture/useCamera'
import { openDecoder, type Decoder } from './decoder'

/** More often a phone gets warm, and nobody holds it still for less. */
const EVERY_MS = 250
/** A code of a plate is read at an arm's length; finer pictures only take longer. */
const LIVE_EDGE = 720
const TAKEN_EDGE = 1600
/** The camera's next frame may be a better one; a picture that was taken is the only one, and old phones take their time. */
const LIVE_PATIENCE_MS = 300
const TAKEN_PATIENCE_MS = 10_000

export function useScanner(camera: Readonly<Ref<CameraState>>, video: Readonly<Ref<HTMLVideoElement | undefined>>, onText: (text: string) => void) {
  const frame = document.createElement('canvas')
  let decoder: Promise<Decoder> | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let ended = false

  function drawn(canvas: HTMLCanvasElement, source: CanvasImageSource, width: number, height: number, edge: number): HTMLCanvasElement | null {
    const scale = Math.min(1, edge / Math.max(width, height))
    canvas.width = Math.round(width * scale)
    canvas.height = Math.round(height * scale)
    const context = canvas.getContext('2d', { willReadFrequently: true })
    if (context === null || canvas.width === 0) return null
    context.drawImage(source, 0, 0, canvas.width, canvas.height)
    return canvas
  }

  async function read(picture: HTMLCanvasElement | null, patience_ms: number): Promise<string | null> {
    if (picture === null) return null
    decoder ??= openDecoder()
    return (await decoder).read(picture, patience_ms)
  }

  async function look(): Promise<void> {
    const seen = video.value
    const text = seen && seen.videoWidth > 0 ? await read(drawn(frame, seen, seen.videoWidth, seen.videoHeight, LIVE_EDGE), LIVE_PATIENCE_MS).catch(() => null) : null
    if (ended) return
    if (text !== null) onText(text)
    again()
  }

  function again(): void {
    clearTimeout(timer)
    if (!ended && camera.value === 'live') timer = setTimeout(() => void look(), EVERY_MS)
  }

  watch(camera, again, { immediate: true })
  onScopeDispose(() => {
    ended = true
    clearTimeout(timer)
  })

  /** The text of a code in a picture file; null without one or where it is no picture. */
  async function readFile(file: Blob): Promise<string | null> {
    const picture = await createImageBitmap(file).catch(() => null)
    if (picture === null) return null
    try {
      // On a canvas of its own: the camera goes on looking meanwhile.
      return await read(drawn(document.createElement('canvas'), picture, picture.width, picture.height, TAKEN_EDGE), TAKEN_PATIENCE_MS)
    } finally {
      picture.close()
    }
  }

  return { readFile }
}
