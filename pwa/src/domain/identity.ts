/** Makes ids. A UUIDv7 begins with the device's clock, which helps an index and proves nothing. Source: RFC 9562. */
import { toHex } from './digest'

/** A UUIDv7 for the moment `now` (milliseconds since 1970) with 74 random bits. */
export function uuid7(now: number, random: Uint8Array = crypto.getRandomValues(new Uint8Array(10))): string {
  const time = Math.max(0, Math.floor(now)).toString(16).padStart(12, '0').slice(-12)
  const tail = Uint8Array.from(random)
  tail[0] = 0x70 | ((tail[0] as number) & 0x0f)
  tail[2] = 0x80 | ((tail[2] as number) & 0x3f)
  const hex = time + toHex(tail)
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
