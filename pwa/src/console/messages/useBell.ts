/** One bell for all pages of the desk. */
import { messagesApi } from '../server'
import { useSession } from '../session/useSession'
import { createBell } from './createBell'

const bell = createBell(messagesApi)

export function useBell() {
  /** A poll must not be what asks somebody to sign in again. */
  async function ask(): Promise<void> {
    if (useSession().phase.value === 'signed-in') await bell.ask()
  }
  return { ...bell, ask }
}
