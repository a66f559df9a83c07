/** Who works with this phone. A login that ended stops sending, never capturing. */
import type { Person } from '@/domain/person'
import { Failure } from '@/domain/problem'
import { chainOf, fact, factIn } from '@/storage/facts'
import { rememberPerson } from '@/storage/mirror'
import { observeQuery } from '@/storage/observe'

import { observeBoth } from './cell'
import type { Parts } from './parts'
import type { Observe, Session } from './types'

export interface SessionPart extends Session {
  /**
   * At start and when the network returns: asks whose login this is; finishes a sign-out made without network.
   * Never rejects: what cannot be found out now is asked again.
   */
  check(): Promise<void>
}

export function createSession(parts: Parts, owed: { get(): boolean; set(owed: boolean): void }): SessionPart {
  const { db, login, engine } = parts
  const person: Observe<Person | null> = (onChange) => observeQuery(async () => (await factIn(db, 'person')) ?? null, onChange)
  const needsLogin: Observe<boolean> = (onChange) =>
    parts.engineState.observe((state) => onChange(state.status === 'needs-login'))

  async function endOnServer(): Promise<void> {
    owed.set(true)
    try {
      await login.signOut()
    } catch (error) {
      if (!(error instanceof Failure) || error.status !== 401) return
    }
    owed.set(false)
  }

  async function check(): Promise<void> {
    if (owed.get()) return endOnServer()
    const asked = await fact(db, 'person')
    if (asked === undefined) return
    try {
      await rememberPerson(db, await login.whoAmI(), asked)
    } catch (error) {
      // While the answer was on its way somebody else may have signed in.
      const still = (await fact(db, 'person'))?.id === asked.id
      if (still && error instanceof Failure && error.status === 401) engine.needLogin()
    }
  }

  async function enter(who: Person): Promise<Person> {
    await rememberPerson(db, who)
    void engine.poke('signed-in')
    return who
  }

  return {
    check: () => check().catch(() => undefined),
    observe: observeBoth(person, needsLogin, (who, expired) => {
      if (who === null) return { state: 'signed-out' as const, person: null }
      return { state: expired ? ('expired' as const) : ('signed-in' as const), person: who }
    }),
    async signIn(username, password) {
      const { device_id } = await chainOf(db, parts.newId)
      const who = await login.signIn(username, password, device_id)
      owed.set(false)
      return who.password_given ? who : enter(who)
    },
    choosePassword: async (current, chosen) => enter(await login.choosePassword(current, chosen)),
    async signOut() {
      await rememberPerson(db, null)
      await endOnServer()
    },
  }
}
