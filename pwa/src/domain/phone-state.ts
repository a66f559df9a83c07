/** What a phone and its server say to each other about the phone itself. */

/** Trouble a supervisor can understand; a server shows words it does not know generically. */
export type TroubleTold =
  | 'no-network'
  | 'server-busy'
  | 'needs-login'
  | 'storage-full'
  | 'storage-lost'
  | 'photo-damaged'
  | 'needs-person'
  | 'clock-wrong'
  | 'data-lost'

/** The server wants nothing sent for now. */
export interface Pause {
  /** In a person's words, empty when none were given. */
  reason: string
  /** RFC 3339, null when the server does not say. */
  since: string | null
}

/** What a phone tells of itself at every contact. Times are RFC 3339. */
export interface PhoneState {
  device_id: string
  client: { version: string }
  /** The last number of the device's chain that was given. */
  given_seq: number
  outstanding: {
    count: number
    photos: number
    bytes: number
    oldest: string | null
    /** Ranges of chain numbers, both ends included. */
    seqs: [from: number, to: number][]
  }
  needs_person: number
  storage: { persisted: boolean | null; writable: boolean | null }
  clock: { offset_ms: number | null }
  trouble: { word: TroubleTold; at: string } | null
  events: { id: string; kind: string; at: string; facts: Record<string, unknown> }[]
}
