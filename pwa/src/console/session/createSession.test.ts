import { describe, expect, it } from 'vitest'

import type { Person } from '@/api/session'
import { Failure } from '@/domain/problem'

import { createSession, type Session } from './createSession'

const person = (id: string) => ({ id, name: id, roles: ['supervisor'], scope: { segments: [], cells: [], units: [] } }) as unknown as Person

function ports(live = true) {
  return {
    live,
    async whoAmI() {
      if (!this.live) throw new Failure('not-signed-in', 401)
      return person('s1')
    },
    async signIn(username: string, password: string) {
      if (password !== 'right') throw new Failure('bad-credentials', 401)
      this.live = true
      return person(username)
    },
    async signOut() {
      this.live = false
    },
    async choosePassword() {
      return { ...person('s1'), password_given: false }
    },
  }
}

describe('the session of a desk', () => {
  it('asks to sign in when there is no login', async () => {
    const session = createSession(ports(false))
    await session.start()
    expect(session.phase.value).toBe('signed-out')
  })

  it('does not mistake a missing network for a missing login', async () => {
    const session = createSession({ ...ports(), whoAmI: () => Promise.reject(new Failure('no-network')) })
    await session.start()
    expect(session.phase.value).toBe('unreachable')
  })

  it('repeats a request that met an ended login once somebody signed in again', async () => {
    const server = ports()
    const session = createSession(server)
    await session.start()
    server.live = false
    let tries = 0
    const answer = session.guarded(async () => {
      tries += 1
      if (!server.live) throw new Failure('not-signed-in', 401)
      return 'verdict stored'
    })
    await Promise.resolve()
    expect(session.phase.value).toBe('expired')
    await expect(session.signIn('s1', 'wrong')).rejects.toThrow(Failure)
    expect(session.phase.value).toBe('expired')
    expect(await session.signIn('s1', 'right')).toBe(true)
    expect(await answer).toBe('verdict stored')
    expect(tries).toBe(2)
  })

  it('does not repeat requests of one person in the name of another', async () => {
    const server = ports()
    const session = createSession(server)
    await session.start()
    server.live = false
    let tries = 0
    void session.guarded(async () => {
      tries += 1
      throw new Failure('not-signed-in', 401)
    })
    await Promise.resolve()
    expect(await session.signIn('s2', 'right')).toBe(false)
    await Promise.resolve()
    expect(await session.signIn('s2', 'right')).toBe(true)
    await Promise.resolve()
    expect(tries).toBe(1)
  })

  it('tells the next person from the one who signed out', async () => {
    const session = createSession(ports())
    await session.start()
    await session.signOut()
    expect(await session.signIn('s1', 'right')).toBe(true)
    await session.signOut()
    expect(await session.signIn('s2', 'right')).toBe(false)
  })

  it('lets nobody work with a password that somebody else knows, neither after signing in nor after a reload', async () => {
    const given = { ...person('s1'), password_given: true }
    for (const begin of [(session: Session) => session.signIn('s1', 'right').then(() => undefined), (session: Session) => session.start()]) {
      const session = createSession({ ...ports(), whoAmI: async () => given, signIn: async () => given })
      await begin(session)
      expect([session.person.value, session.phase.value === 'signed-in', session.choosing.value?.person.id]).toEqual([null, false, 's1'])
      expect(await session.choosePassword('right', 'a word of my own')).toBe(true)
      expect([session.person.value?.id, session.phase.value, session.choosing.value]).toEqual(['s1', 'signed-in', null])
    }
  })

  it('repeats what waits only once a password was chosen', async () => {
    const server = ports()
    const session = createSession({ ...server, signIn: async () => ({ ...person('s1'), password_given: true }) })
    await session.start()
    let tries = 0
    const answer = session.guarded(async () => {
      tries += 1
      if (tries === 1) throw new Failure('not-signed-in', 401)
      return 'stored'
    })
    await Promise.resolve()
    await session.signIn('s1', 'right')
    expect([tries, session.phase.value]).toEqual([1, 'expired'])
    await session.choosePassword('right', 'a word of my own')
    expect(await answer).toBe('stored')
  })

  it('passes every other failure on', async () => {
    const session = createSession(ports())
    await session.start()
    await expect(session.guarded(() => Promise.reject(new Failure('unavailable', 503)))).rejects.toMatchObject({ slug: 'unavailable' })
  })

  it('is over after signing out even when the login had already ended', async () => {
    const server = ports()
    const session = createSession({ ...server, signOut: () => Promise.reject(new Failure('not-signed-in', 401)) })
    await session.start()
    await session.signOut()
    expect(session.phase.value).toBe('signed-out')
    expect(session.person.value).toBeNull()
  })
})
