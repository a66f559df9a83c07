/** A camera that shows a picture, for tests of what lies over it. */
import { afterEach, vi } from 'vitest'

afterEach(() => void Reflect.deleteProperty(navigator, 'mediaDevices'))

/** Opens on request with a track of these abilities; `asked` are the constraints it was given since. */
export function liveCamera(capabilities: object = {}) {
  const asked: unknown[] = []
  const track = {
    kind: 'video',
    stop: () => undefined,
    addEventListener: () => undefined,
    getCapabilities: () => capabilities,
    getSettings: () => ({}),
    applyConstraints: async (constraints: unknown) => void asked.push(constraints),
  }
  const stream = { getTracks: () => [track], getVideoTracks: () => [track], getAudioTracks: () => [] } as unknown as MediaStream
  Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: { getUserMedia: async () => stream } })
  vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue()
  // The page in memory takes none but its own streams, which have no tracks.
  vi.spyOn(HTMLMediaElement.prototype, 'srcObject', 'set').mockReturnValue()
  return { asked, stream }
}
