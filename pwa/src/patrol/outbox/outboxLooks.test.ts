import { describe, expect, it } from 'vitest'

import type { SyncView } from '@/phone/types'
import { pillFor } from './pill'
import { rowLooks } from './rowLooks'

type Sync = Pick<SyncView, 'status' | 'reachable' | 'pause' | 'held_over'>
const WORKING: Sync = { status: 'working', reachable: true, pause: null, held_over: null }
const RESTING: Sync = { ...WORKING, status: 'resting' }
const HOUR = 3600_000
const pending = (n: number, needs_person = 0) => ({ pending: n, needs_person, oldest_at: n > 0 ? 1 : null })
const HERE = { reachable: true, session: 'signed-in', paused: false } as const

describe('the line about the outbox', () => {
  it('is calm when everything was delivered, also without signal or login', () => {
    expect(pillFor(pending(0), { ...RESTING, reachable: false }, 'expired', false, 1)).toMatchObject({ tone: 'done', title: 'delivered' })
  })

  it('speaks of a person first', () => {
    expect(pillFor(pending(3, 1), WORKING, 'signed-in', true, 1)).toMatchObject({ tone: 'over', title: 'needs-person' })
  })

  it.each([
    [RESTING, 'signed-in', false, 'safe-here'],
    [{ ...RESTING, reachable: false }, 'signed-in', true, 'safe-here'],
    [RESTING, 'expired', true, 'after-login'],
    [{ ...RESTING, status: 'needs-login' } as const, 'signed-in', true, 'after-login'],
    [WORKING, 'signed-in', true, 'sending'],
    [RESTING, 'signed-in', true, 'soon'],
    [{ ...RESTING, pause: { reason: 'x', since: null } }, 'signed-in', true, 'paused'],
    [{ ...RESTING, held_over: 1 }, 'signed-in', true, 'wifi'],
    [{ ...WORKING, held_over: 1 }, 'signed-in', true, 'sending'],
  ] as const)('says what the waiting ones wait for', (sync, session, online, aside) => {
    expect(pillFor(pending(3), sync, session, online, 4 * HOUR)).toMatchObject({ tone: 'due', title: 'pending', aside })
  })
})

describe('what is four hours old and still unsent', () => {
  it.each([
    [RESTING, 'signed-in', true, 'late'],
    [{ ...RESTING, reachable: false }, 'signed-in', true, 'late'],
    [WORKING, 'signed-in', true, 'sending'],
  ] as const)('is red, with an icon and words', (sync, session, online, aside) => {
    expect(pillFor(pending(3), sync, session, online, 4 * HOUR + 1)).toMatchObject({ tone: 'over', icon: 'alert', title: 'pending', aside })
  })
})

describe('a row of the outbox', () => {
  it('is delivered by the word of the outbox only', () => {
    expect(rowLooks({ word: 'delivered', reason: null }, HERE)).toMatchObject({ tone: 'done', tag: 'delivered', ways: [] })
  })

  it.each([
    [HERE, 'next'],
    [{ ...HERE, reachable: false }, 'waits-for-signal'],
    [{ ...HERE, session: 'expired' }, 'waits-for-login'],
    [{ ...HERE, reachable: false, session: 'expired' }, 'waits-for-signal'],
    [{ ...HERE, paused: true, reachable: false }, 'paused'],
  ] as const)('that is saved says what it waits for', (around, sentence) => {
    expect(rowLooks({ word: 'saved', reason: null }, around)).toMatchObject({ tone: 'due', sentence })
  })

  it.each([
    ['waits-for-wifi', 'wifi'],
    ['newer', 'newer'],
    ['filed', null],
    ['dismissed', null],
  ] as const)('that is %s says so and asks for nothing', (word, sentence) => {
    expect(rowLooks({ word, reason: null }, HERE)).toMatchObject({ tag: word, sentence, ways: [] })
  })

  it('tells when it is tried again, and lets a person try now', () => {
    expect(rowLooks({ word: 'waiting', reason: null }, HERE)).toMatchObject({ sentence: 'next-try', ways: ['retry'] })
  })

  it('whose picture is gone offers the same; one whose text rotted can only be read once more', () => {
    expect(rowLooks({ word: 'needs-person', reason: 'photo-gone' }, HERE).ways).toEqual(['reshoot', 'without-damaged'])
    expect(rowLooks({ word: 'needs-person', reason: 'text-damaged' }, HERE).ways).toEqual(['retry'])
  })

  it('with a damaged picture offers to take it again or to go without', () => {
    expect(rowLooks({ word: 'needs-person', reason: 'photo-damaged' }, HERE).ways).toEqual(['reshoot', 'without-damaged'])
  })

  it.each(['content-conflict', 'invalid-body', 'too-large', 'unsupported-media', 'quarantined', 'refused', null] as const)(
    'that needs a person always has two ways on: %s',
    (reason) => {
      expect(rowLooks({ word: 'needs-person', reason }, HERE).ways).toEqual(['correct', 'retry'])
    },
  )
})
