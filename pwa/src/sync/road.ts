/** Decides which photos wait for a better road. Knows kinds of networks; must not know how they are found out. */
import type { HoldBack } from '@/outbox/pass'
import type { PhoneDatabase } from '@/storage/database'
import { fact } from '@/storage/facts'

/** `unknown`: most browsers do not tell; then a person's tap is the way. */
export type Road = 'wifi' | 'metered' | 'unknown'

/** A smaller copy has 0.3 MB; beyond this it is an original. */
export const LARGE_BYTES = 1_000_000

/** Bytes over which photos are held back now; null when none is. */
export async function heldOver(db: PhoneDatabase, road: () => Road): Promise<number | null> {
  if ((await fact(db, 'large_on_wifi')) !== true) return null
  return road() === 'wifi' ? null : LARGE_BYTES
}

export function holdBackOver(bytes: number | null): HoldBack {
  return (photo) => bytes !== null && photo.bytes > bytes
}

interface Connection {
  type?: string
}

/** What the browser says of its network; page and worker alike. */
export function roadNow(): Road {
  const { connection } = navigator as { connection?: Connection }
  if (connection?.type === 'wifi' || connection?.type === 'ethernet') return 'wifi'
  return connection?.type === 'cellular' ? 'metered' : 'unknown'
}
