/**
 * Records sound, or sound and the camera's picture, for at most ten seconds. Knows media streams and recorders; must not
 * know reports.
 */
import { onScopeDispose, readonly, ref } from 'vue'

export type ClipKind = 'video' | 'sound'

export const CLIP_KINDS: readonly ClipKind[] = ['video', 'sound']
export const LONGEST_MS = 10_000

/** Every browser records one of these; the server takes all of them. */
const FORMS: Record<ClipKind, readonly string[]> = {
  video: ['video/webm;codecs=vp8,opus', 'video/webm', 'video/mp4'],
  sound: ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'],
}
/** Ten seconds are three megabytes: what moves can be seen, and a weak signal carries it. */
const VIDEO_BITS = 2_400_000

/** How this browser records that kind; null where it does not. */
export function formOf(kind: ClipKind): string | null {
  if (typeof MediaRecorder === 'undefined') return null
  return FORMS[kind].find((form) => MediaRecorder.isTypeSupported(form)) ?? null
}

/** `keep` is given every clip that was begun, however it ended. */
export function useClip(camera: () => MediaStream, keep: (clip: Blob) => void) {
  const recording = ref<{ kind: ClipKind; since: number } | null>(null)
  /** The microphone was refused, or there is none. */
  const deaf = ref(false)
  let starting = false
  let stop = async (): Promise<void> => undefined

  async function start(kind: ClipKind): Promise<void> {
    const form = formOf(kind)
    if (starting || recording.value !== null || form === null) return
    starting = true
    try {
      const sound = await navigator.mediaDevices.getUserMedia({ audio: true })
      deaf.value = false
      record(kind, form, sound)
    } catch {
      deaf.value = true
    } finally {
      starting = false
    }
  }

  function record(kind: ClipKind, form: string, sound: MediaStream): void {
    const picture = kind === 'video' ? camera().getVideoTracks() : []
    const recorder = new MediaRecorder(new MediaStream([...picture, ...sound.getAudioTracks()]), {
      mimeType: form,
      videoBitsPerSecond: VIDEO_BITS,
    })
    const parts: Blob[] = []
    recorder.addEventListener('dataavailable', ({ data }) => data.size > 0 && parts.push(data))
    const ended = new Promise<void>((resolve) => {
      recorder.addEventListener('stop', () => {
        clearTimeout(timer)
        for (const track of sound.getTracks()) track.stop()
        recording.value = null
        if (parts.length > 0) keep(new Blob(parts, { type: recorder.mimeType }))
        resolve()
      })
    })
    stop = async () => {
      if (recorder.state !== 'inactive') recorder.stop()
      await ended
    }
    const timer = setTimeout(() => void stop(), LONGEST_MS)
    recorder.start()
    recording.value = { kind, since: Date.now() }
  }

  onScopeDispose(() => void stop())
  return { recording: readonly(recording), deaf: readonly(deaf), start, stop: () => stop() }
}
