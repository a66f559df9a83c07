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
}

export type Phase = 'starting' | 'unreachable' | 'signed-out' | 'signed-in' | 'expired'

export function createSession(ports: SessionPorts) {
  const phase = ref<Phase>('starting')
  const person = shallowRef<Person | null>(null)
  const failure = shallowRef<unknown>(null)
  let renewed: (() => void)[] = []
  /** Whose work this page holds, also after signing out. */
  let owner: string | null = null

  async function start(): Promise<void> {
    phase.value = 'starting'
    try {
      person.value = await ports.whoAmI()
      owner = person.value.id
      phase.value = 'signed-in'
    } catch (error) {
      failure.value = error
      phase.value = isEnded(error) ? 'signed-out' : 'unreachable'
    }
  }

  /** Signs in, first or again. Answers false when this page holds the work of somebody else; their requests are dropped. */
  async function signIn(username: string, password: string): Promise<boolean> {
    const before = owner
    const now = await ports.signIn(username, password)
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

  return { phase, person, failure, start, signIn, signOut, guarded }
}

export type Session = ReturnType<typeof createSession>

function isEnded(error: unknown): boolean {
  return error instanceof Failure && error.slug === 'not-signed-in'
}
