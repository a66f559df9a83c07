import { describe, expect, it } from 'vitest'

import { aPerson } from './fakePhone.testing'
import { firstScreen } from './firstScreen'
import { aDraft } from './samples.testing'

const NOW = Date.parse('2026-11-20T08:20:00Z')
const HOME = { state: 'signed-in', person: aPerson() } as const
const NOBODY = { state: 'signed-out', person: null } as const

describe('a cold start', () => {
  it('comes back to the camera that killed the app', () => {
    const draft = aDraft({ awaiting_photo: 'close', updated_at: '2026-11-20T08:18:00Z' })
    expect(firstScreen(HOME, [aDraft({ id: 'other' }), draft], NOW)).toEqual({ name: 'camera', params: { id: 'd1' }, query: { role: 'close' } })
  })

  it('comes back to the form that was open when the app was killed', () => {
    const draft = aDraft({ in_form: { focus: 'note', scroll: 120 }, updated_at: '2026-11-20T08:18:00Z' })
    expect(firstScreen(HOME, [aDraft({ id: 'other' }), draft], NOW)).toEqual({ name: 'form', params: { id: 'd1' } })
    expect(firstScreen(HOME, [{ ...draft, updated_at: '2026-11-20T07:00:00Z' }], NOW)).toEqual({ name: 'home' })
  })

  it('does not drag a person back to what was left an hour ago', () => {
    expect(firstScreen(HOME, [aDraft({ awaiting_photo: 'close', updated_at: '2026-11-20T07:00:00Z' })], NOW)).toEqual({ name: 'home' })
  })

  it('asks for a login only on a phone that has nobody and nothing', () => {
    expect(firstScreen(NOBODY, [], NOW)).toEqual({ name: 'login' })
    expect(firstScreen(NOBODY, [aDraft({ author_id: '' })], NOW)).toEqual({ name: 'home' })
  })

  it('goes on without a live login', () => {
    expect(firstScreen({ state: 'expired', person: aPerson() }, [], NOW)).toEqual({ name: 'home' })
  })
})
