// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'

import { Failure } from '@/domain/problem'
import { fakePhone } from '../fakePhone.testing'
import { refusalFor } from './refusal'
import { useSignIn } from './useSignIn'

describe('a refused login', () => {
  it.each([
    ['no-network', 'offline'],
    ['timeout', 'offline'],
    ['not-our-server', 'offline'],
    ['bad-credentials', 'credentials'],
    ['not-allowed', 'demo-only'],
    ['too-many-requests', 'slow-down'],
    ['internal', 'other'],
  ])('is told by its reason: %s', (slug, key) => {
    expect(refusalFor(new Failure(slug)).key).toBe(key)
  })

  it('says how long to wait, also when the server forgot to', () => {
    expect(refusalFor(new Failure('too-many-requests', 429, null, 12)).wait_s).toBe(12)
    expect(refusalFor(new Failure('too-many-requests', 429)).wait_s).toBeGreaterThan(0)
  })

  it('of an unknown kind is no reason to hammer', () => {
    expect(refusalFor(new TypeError('x'))).toEqual({ key: 'other', wait_s: null, waitsForNetwork: false })
  })
})

describe('signing in', () => {
  let scope: EffectScope
  let fake: ReturnType<typeof fakePhone>
  let form: ReturnType<typeof useSignIn>
  const done = vi.fn()

  function open() {
    scope = effectScope()
    form = scope.run(() => useSignIn(fake.phone, done))!
  }

  async function tryWith(username: string, password: string) {
    form.username.value = username
    form.password.value = password
    await vi.advanceTimersByTimeAsync(0)
    await form.signIn()
  }

  beforeEach(() => {
    vi.useFakeTimers()
    localStorage.clear()
    done.mockReset()
    fake = fakePhone()
    open()
  })
  afterEach(() => {
    scope.stop()
    vi.useRealTimers()
  })

  it('opens the phone and forgets the password', async () => {
    await tryWith('patrol01', 'secret')
    expect(done).toHaveBeenCalledOnce()
    expect(form.password.value).toBe('')
  })

  it('holds who has a password that somebody else knows until they chose another one', async () => {
    fake.state.passwordGiven = true
    await tryWith('patrol01', 'given to me 1')
    expect([done.mock.calls.length, form.given.value, form.password.value]).toEqual([0, 'given to me 1', ''])
    form.chose()
    expect([done.mock.calls.length, form.given.value]).toEqual([1, null])
  })

  it('remembers the name on this phone and the password nowhere', async () => {
    fake.state.failing.set('signIn', new Failure('bad-credentials', 401))
    await tryWith('patrol01', 'secret')
    expect(JSON.stringify({ ...localStorage })).not.toContain('secret')
    scope.stop()
    open()
    expect([form.username.value, form.password.value]).toEqual(['patrol01', ''])
  })

  it('keeps what was typed without a network and signs in by itself when one comes', async () => {
    fake.state.failing.set('signIn', new Failure('no-network'))
    await tryWith('patrol01', 'secret')
    expect(form.password.value).toBe('secret')
    expect(form.waiting.value).toBe(true)
    await vi.advanceTimersByTimeAsync(16_000)
    expect(done).toHaveBeenCalledOnce()
  })

  it('does not try wrong words again by itself', async () => {
    fake.state.failing.set('signIn', new Failure('bad-credentials', 401))
    await tryWith('patrol01', 'wrong')
    await vi.advanceTimersByTimeAsync(120_000)
    expect(fake.state.calls.filter((call) => call === 'signIn')).toHaveLength(1)
    expect(form.refusal.value?.key).toBe('credentials')
  })

  it('counts the seconds of a delay down and sends nothing before they are over', async () => {
    fake.state.failing.set('signIn', new Failure('too-many-requests', 429, null, 12))
    await tryWith('patrol01', 'secret')
    expect(form.secondsLeft.value).toBe(12)
    await form.signIn()
    expect(done).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(13_000)
    expect(form.secondsLeft.value).toBe(0)
    await form.signIn()
    expect(done).toHaveBeenCalledOnce()
  })
})
