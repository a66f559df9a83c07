/** Login sessions. The login itself is a cookie no script can read. */
import type { Person } from '@/domain/person'
import { Failure } from '@/domain/problem'
import { isRecord, isText } from '@/domain/shapes'

import type { Http } from './http'

export type { Person }

export interface SessionApi {
  /** Rejects with a Failure: `bad-credentials`, `too-many-requests`, `not-allowed`, `no-network` … */
  signIn(username: string, password: string, deviceId?: string): Promise<Person>
  /** Rejects with `not-signed-in` when no login is alive. */
  whoAmI(): Promise<Person>
  signOut(): Promise<void>
  /** Rejects with `invalid-body` at `/current` or `/chosen`; other logins of this person end. */
  choosePassword(current: string, chosen: string): Promise<Person>
}

export function createSessionApi(http: Http): SessionApi {
  return {
    async signIn(username, password, deviceId) {
      const json = { username, password, ...(deviceId !== undefined && { device_id: deviceId }) }
      return personFrom(await http.json({ method: 'POST', path: '/session', json }))
    },
    async whoAmI() {
      return personFrom(await http.json({ method: 'GET', path: '/session' }))
    },
    async signOut() {
      await http.json({ method: 'DELETE', path: '/session' })
    },
    async choosePassword(current, chosen) {
      return personFrom(await http.json({ method: 'PUT', path: '/session/password', json: { current, chosen } }))
    },
  }
}

function personFrom(body: unknown): Person {
  const person = isRecord(body) ? body.person : undefined
  if (!isRecord(person) || !isText(person.id) || !Array.isArray(person.roles)) throw new Failure('not-our-server', 200)
  return person as unknown as Person
}
