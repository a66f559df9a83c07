/** A door that, when the key's time is over, waits until somebody has confirmed again and then repeats what was asked. */
import type { Answer, Door } from './door'

/** `unlocked` asks the person; calls that fail at the same time wait for the same answer. */
export function relocking(door: Door, unlocked: () => Promise<void>): Door {
  let waiting: Promise<void> | null = null

  async function repeated<T>(call: () => Promise<Answer<T>>): Promise<Answer<T>> {
    for (;;) {
      const answer = await call()
      if ('told' in answer || answer.trouble.word !== 'locked') return answer
      waiting ??= unlocked().finally(() => (waiting = null))
      await waiting
    }
  }

  return {
    ...door,
    ask: (path, body) => repeated(() => door.ask(path, body)),
    file: (path) => repeated(() => door.file(path)),
    piece: (sha256, offset, total, bytes) => repeated(() => door.piece(sha256, offset, total, bytes)),
  }
}
