/** Keeps what is on its way right now, for the screen; every change is a sign of life. */
import type { Ports } from '@/outbox/types'

export interface InFlight {
  /** `share`: how much of it has left the phone, 0 to 1; null when the browser does not tell. */
  photo_in_flight: { sha256: string; report_id: string; share: number | null }[]
  /** Reports being sent right now. */
  sending: string[]
}

/** A bar of some millimetres shows no finer steps; each costs a redraw. */
const STEP = 0.05

/** The ports with eyes on them; `show` hears each change worth drawing. */
export function createInFlight(ports: Ports, show: (flying: InFlight) => void, alive: () => void): Ports {
  let photos: InFlight['photo_in_flight'] = []
  let texts: string[] = []

  function tell(): void {
    alive()
    show({ photo_in_flight: photos, sending: [...new Set([...texts, ...photos.map(({ report_id }) => report_id)])] })
  }

  return {
    ...ports,
    onSending(id, sha256, sending) {
      if (sha256 === null) texts = sending ? [...texts, id] : texts.filter((other) => other !== id)
      else {
        photos = photos.filter((photo) => photo.report_id !== id || photo.sha256 !== sha256)
        if (sending) photos = [...photos, { report_id: id, sha256, share: null }]
      }
      tell()
    },
    onProgress(id, sha256, share) {
      alive()
      const known = photos.find((photo) => photo.report_id === id && photo.sha256 === sha256)
      if (known === undefined || (known.share !== null && share - known.share < STEP && share < 1)) return
      photos = photos.map((photo) => (photo === known ? { ...photo, share } : photo))
      tell()
    },
  }
}
