/**
 * Who works at this desk. A login that ends while somebody works is renewed in place: requests wait, nothing is lost.
 * Knows its ports; must not know HTTP or a screen.
 */
import { ref, shallowRef } from 'vue'

import type { Person } from '@/api/session'
import { Failure } from '@/domain/problem'

export interface SessionPorts {
  whoAmI(): Promise<Person>
  signIn(username: string, password: string): Promise<Person>
  signOut(): Promise<void>
  choosePassword(current: string, chosen: string): Promise<Person>
}

export type Phase = 'starting' | 'unreachable' | 'signed-out' | 'signed-in' | 'expired'

export function createSession(ports: SessionPorts) {
  const phase = ref<Phase>('starting')
  const person = shallowRef<Person | null>(null)
  const failure = shallowRef<unknown>(null)
  /** Who is signed in but has to choose a password first, and the present one where it was just typed. */
  const choosing = shallowRef<{ person: Person; given: string | null } | null>(null)
  let renewed: (() => void)[] = []
  /** Whose work this page holds, also after signing out. */
  let owner: string | null = null

  async function start(): Promise<void> {
    phase.value = 'starting'
    try {
      const now = await ports.whoAmI()
      if (now.password_given === true) return hold(now, null)
      person.value = now
      owner = now.id
      phase.value = 'signed-in'
    } catch (error) {
      failure.value = error
      phase.value = isEnded(error) ? 'signed-out' : 'unreachable'
    }
  }

  /** Nobody works here before they chose a password; what is on the page waits as it does for a login. */
  function hold(now: Person, given: string | null): void {
    choosing.value = { person: now, given }
    if (phase.value === 'starting') phase.value = 'signed-out'
  }

  /** Signs in, first or again. Answers false when this page holds the work of somebody else; their requests are dropped. */
  async function signIn(username: string, password: string): Promise<boolean> {
    const now = await ports.signIn(username, password)
    if (now.password_given !== true) return enter(now)
    hold(now, password)
    return true
  }

  /** Chooses a password, at a login that asks for it or while working. Answers as `signIn`. */
  async function choosePassword(current: string, chosen: string): Promise<boolean> {
    const now = await ports.choosePassword(current, chosen)
    choosing.value = null
    return enter(now)
  }

  /** Back to name and password. */
  function startAgain(): void {
    choosing.value = null
  }

  function enter(now: Person): boolean {
    const before = owner
    owner = now.id
    person.value = now
    phase.value = 'signed-in'
    if (before !== null && before !== now.id) {
      renewed = []
      return false
    }
    for (const goOn of renewed.splice(0)) goOn()
    return true
  }

  async function signOut(): Promise<void> {
    try {
      await ports.signOut()
    } catch (error) {
      if (!isEnded(error)) throw error
    }
    renewed = []
    choosing.value = null
    person.value = null
    phase.value = 'signed-out'
  }

  /** Runs a request; when the login has ended it waits for a new one and asks again. */
  async function guarded<T>(request: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await request()
      } catch (error) {
        if (!isEnded(error) || person.value === null) throw error
        await renewal()
      }
    }
  }

  function renewal(): Promise<void> {
    phase.value = 'expired'
    return new Promise((resolve) => renewed.push(resolve))
  }

  return { phase, person, failure, choosing, start, signIn, choosePassword, startAgain, signOut, guarded }
}

export type Session = ReturnType<typeof createSession>

function isEnded(error: unknown): boolean {
  return error instanceof Failure && (error.slug === 'not-signed-in' || error.slug === 'password-given')
}
