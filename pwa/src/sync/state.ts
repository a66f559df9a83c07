/** What a screen may know of the engine. */
import type { Pause } from '@/domain/phone-state'

import type { InFlight } from './in-flight'

export interface EngineState extends InFlight {
  status: 'resting' | 'working' | 'waiting' | 'needs-login'
  /** Who is signed in may not send; with `needs-login`. */
  forbidden: boolean
  next_try_at: number | null
  last_contact_at: number | null
  reachable: boolean
  /** The server wants nothing sent. */
  pause: Pause | null
  /** Bytes over which photos wait for Wi-Fi now; null when none does. */
  held_over: number | null
}

export const RESTING: EngineState = {
  status: 'resting',
  forbidden: false,
  next_try_at: null,
  last_contact_at: null,
  reachable: true,
  pause: null,
  held_over: null,
  photo_in_flight: [],
  sending: [],
}
