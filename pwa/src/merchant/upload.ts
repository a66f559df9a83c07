/**
 * Sends a photo in pieces and goes on where the server stands when the connection comes back. Nothing is sent twice, and
 * it gives up only when the server refuses.
 */
import type { Answer, Door, Trouble } from './door'

/** Small enough that a weak signal finishes one before it breaks. */
const PIECE_BYTES = 256 * 1024
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 15_000
const MINUTE_MS = 60_000
/** A server that corrects the place again and again does not take it. */
const MOST_CORRECTIONS = 3

export interface Progress {
  sent: number
  total: number
  /** Whether it waits for the connection. */
  waiting: boolean
}

/** Resolves after so long, or earlier when it looks worth another try. */
export type Pause = (ms: number) => Promise<void>

/** Waits, but not when the browser says that there is a connection again, or when somebody comes back to the page. */
export const pauseUntilOnline: Pause = (ms) =>
  new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer)
      window.removeEventListener('online', go)
      document.removeEventListener('visibilitychange', go)
      resolve()
    }
    const timer = setTimeout(go, ms)
    window.addEventListener('online', go)
    document.addEventListener('visibilitychange', go)
  })

/** Whole at the server afterwards, or what it refused with. */
export async function sendPhoto(door: Door, bytes: Blob, sha256: string, tell: (progress: Progress) => void, pause: Pause = pauseUntilOnline): Promise<Trouble | null> {
  let held = 0
  let failures = 0
  // After a failure an empty piece asks where the server stands: what was on its way may have arrived.
  let asking = true
  for (;;) {
    const piece = asking ? bytes.slice(0, 0) : bytes.slice(held, held + PIECE_BYTES)
    const answer: Answer<{ held: number }> = await door.piece(sha256, held, bytes.size, piece)
    if ('told' in answer) {
      failures = 0
      held = answer.told.held
      asking = false
      tell({ sent: held, total: bytes.size, waiting: false })
      if (held >= bytes.size) return null
    } else if (answer.trouble.word === 'elsewhere' && failures < MOST_CORRECTIONS) {
      failures++
      held = answer.trouble.held
      asking = false
    } else if (answer.trouble.word === 'no-network') {
      asking = true
      tell({ sent: held, total: bytes.size, waiting: true })
      await pause(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures++))
    } else if (answer.trouble.word === 'busy') {
      await pause(answer.trouble.minutes * MINUTE_MS)
    } else {
      return answer.trouble
    }
  }
}
