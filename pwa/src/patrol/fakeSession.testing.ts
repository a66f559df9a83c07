/** The login of a phone in memory: whoever a test signs in is who the screens are told of. */
import type { Person, Phone, Session } from '@/phone/types'
import { observed } from './observed.testing'

type Told = Parameters<Parameters<Phone['session']['observe']>[0]>[0]

export function aPerson(more: Partial<Person> = {}): Person {
  const scope = { segments: [], cells: [], units: [] }
  return { id: 'p1', username: 'patrol01', name: 'Patrol One', roles: ['patrol'], scope, ...more }
}

export function sessionState() {
  return {
    session: observed<Told>({ state: 'signed-in', person: aPerson() }),
    /** Whether logins are with a password that somebody else knows. */
    passwordGiven: false,
  }
}

export function fakeSession(state: ReturnType<typeof sessionState>, called: (name: string) => Promise<void>): Session {
  return {
    observe: state.session.observe,
    async signIn(username) {
      await called('signIn')
      const person = aPerson({ username, password_given: state.passwordGiven })
      if (!state.passwordGiven) state.session.set({ state: 'signed-in', person })
      return person
    },
    async choosePassword() {
      await called('choosePassword')
      const person = aPerson()
      state.session.set({ state: 'signed-in', person })
      return person
    },
    async signOut() {
      await called('signOut')
      state.session.set({ state: 'signed-out', person: null })
    },
  }
}
