/** The wire shapes of plates at shop doors and of the address they carry. Knows shapes only. */

/** `mark` is printed small on the plate; its token is nowhere but there. */
export interface Plate {
  id: string
  mark: string
  issued_at: string
  expires_at: string
  first_seen_at: string | null
  uses: number
  revoked_at: string | null
  why: string | null
}

export interface PlateAddress {
  address: string
  /** When somebody outside last came by it; null before anybody did. */
  checked_at: string | null
  seen_from: 'public' | 'private' | 'loopback' | null
  /** What to open from outside; told once, when a check begins. */
  page: string | null
  expires_at: string | null
}
