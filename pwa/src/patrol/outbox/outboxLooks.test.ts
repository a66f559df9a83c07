import { describe, expect, it } from 'vitest'

import type { SyncView } from '@/phone/types'
import { pillFor } from './pill'
import { rowLooks } from './rowLooks'

const WORKING: Pick<SyncView, 'status' | 'reachable'> = { status: 'working', reachable: true }
const RESTING: Pick<SyncView, 'status' | 'reachable'> = { status: 'resting', reachable: true }
const pending = (n: number, needs_person = 0) => ({ pending: n, needs_person, oldest_at: n > 0 ? 1 : null })
const HERE = { reachable: true, session: 'signed-in' } as const

describe('the line about the outbox', () => {
  it('is calm when everything was delivered, also without signal or login', () => {
    expect(pillFor(pending(0), { ...RESTING, reachable: false }, 'expired', false)).toMatchObject({ tone: 'done', title: 'delivered' })
  })

  it('speaks of a person first', () => {
    expect(pillFor(pending(3, 1), WORKING, 'signed-in', true)).toMatchObject({ tone: 'over', title: 'needs-person' })
  })

  it.each([
    [RESTING, 'signed-in', false, 'safe-here'],
    [{ ...RESTING, reachable: false }, 'signed-in', true, 'safe-here'],
    [RESTING, 'expired', true, 'after-login'],
    [{ status: 'needs-login', reachable: true } as const, 'signed-in', true, 'after-login'],
    [WORKING, 'signed-in', true, 'sending'],
    [RESTING, 'signed-in', true, 'soon'],
  ] as const)('says what the waiting ones wait for', (sync, session, online, aside) => {
    expect(pillFor(pending(3), sync, session, online)).toMatchObject({ tone: 'due', title: 'pending', aside })
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
    [{ reachable: false, session: 'expired' }, 'waits-for-signal'],
  ] as const)('that is saved says what it waits for', (around, sentence) => {
    expect(rowLooks({ word: 'saved', reason: null }, around)).toMatchObject({ tone: 'due', sentence })
  })

  it('tells when it is tried again, and lets a person try now', () => {
    expect(rowLooks({ word: 'waiting', reason: null }, HERE)).toMatchObject({ sentence: 'next-try', ways: ['retry'] })
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
