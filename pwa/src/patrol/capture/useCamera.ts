/**
 * The camera in the page. One stream stays open while the screen is seen, because re-opening it leaks on Safari.
 * Frames come from a canvas: the picture is there at once and has one known size, where a photo request may take
 * seconds or hang on cheap phones. Knows media devices only.
 */
import { onBeforeUnmount, onMounted, ref, shallowRef, type Ref } from 'vue'

import { luminanceVariance } from '@/domain/picture'

export type CameraState =
  | 'starting'
  | 'live'
  /** The person or the system said no. */
  | 'refused'
  /** No camera, or it cannot be opened here (for example without HTTPS). */
  | 'missing'
  /** There is one, but another app has it or it failed. */
  | 'failed'

/** Enough to read a door number across a street; under the 16.7 megapixels at which iOS canvases turn black. */
const WANTED: MediaStreamConstraints = {
  audio: false,
  video: { facingMode: { ideal: 'environment' }, width: { ideal: 2560 }, height: { ideal: 1920 } },
}
const JPEG_QUALITY = 0.92

export function useCamera(video: Ref<HTMLVideoElement | undefined>) {
  const state = ref<CameraState>('starting')
  const torch = ref<'none' | 'off' | 'on'>('none')
  const stream = shallowRef<MediaStream | null>(null)
  let wanted = true
  /** Asked for and not here yet; a second one would stay open with nobody to close it. */
  let opening = false

  async function start(): Promise<void> {
    if (stream.value || opening) return
    state.value = 'starting'
    if (!navigator.mediaDevices?.getUserMedia) return void (state.value = 'missing')
    opening = true
    try {
      const opened = await navigator.mediaDevices.getUserMedia(WANTED)
      if (!wanted) return release(opened)
      stream.value = opened
      await show(opened)
    } catch (error) {
      stop()
      state.value = stateFor(error)
    } finally {
      opening = false
    }
  }

  async function show(opened: MediaStream): Promise<void> {
    const [track] = opened.getVideoTracks()
    track?.addEventListener('ended', () => {
      stop()
      state.value = 'failed'
    })
    torch.value = hasTorch(track) ? 'off' : 'none'
    if (!video.value) return
    video.value.srcObject = opened
    await video.value.play()
    state.value = 'live'
  }

  function stop(): void {
    if (stream.value) release(stream.value)
    stream.value = null
    if (video.value) video.value.srcObject = null
  }

  /** The frame seen now as JPEG; null when there is none. */
  async function snap(): Promise<Blob | null> {
    const seen = video.value
    if (state.value !== 'live' || !seen || seen.videoWidth === 0) return null
    const canvas = document.createElement('canvas')
    canvas.width = seen.videoWidth
    canvas.height = seen.videoHeight
    const context = canvas.getContext('2d')
    context?.drawImage(seen, 0, 0)
    if (!context || isBlank(canvas)) return null
    return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY))
  }

  async function switchTorch(): Promise<void> {
    const [track] = stream.value?.getVideoTracks() ?? []
    const on = torch.value !== 'on'
    // `torch` is in the media capture standard but not yet in the DOM types.
    await track?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] })
    torch.value = on ? 'on' : 'off'
  }

  function followPage(): void {
    wanted = document.visibilityState === 'visible'
    if (wanted) void start()
    else stop()
  }

  onMounted(() => {
    document.addEventListener('visibilitychange', followPage)
    void start()
  })
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', followPage)
    wanted = false
    stop()
  })
  return { state, stream, torch, start, snap, switchTorch }
}

/** Side of the raster on which a frame is tested for being one colour throughout. */
const SAMPLES = 16

/**
 * A canvas too large for the phone, or a frame that never came, is one colour to the last bit, which no lens gives
 * even in the dark.
 */
function isBlank(canvas: HTMLCanvasElement): boolean {
  const small = document.createElement('canvas')
  small.width = small.height = SAMPLES
  const context = small.getContext('2d')
  if (context === null) return true
  // Single pixels, not averages: in the dark it is their noise that tells a picture from none.
  context.imageSmoothingEnabled = false
  context.drawImage(canvas, 0, 0, SAMPLES, SAMPLES)
  return luminanceVariance(context.getImageData(0, 0, SAMPLES, SAMPLES).data) === 0
}

function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

function hasTorch(track: MediaStreamTrack | undefined): boolean {
  const abilities = track?.getCapabilities?.() as { torch?: boolean } | undefined
  return abilities?.torch === true
}

function stateFor(error: unknown): CameraState {
  const name = (error as Partial<DOMException> | null)?.name
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused'
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'missing' : 'failed'
}
