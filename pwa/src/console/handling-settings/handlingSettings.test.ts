import { describe, expect, it } from 'vitest'

import type { HandlingSettings, SettingsInForce } from '@/domain/handling-settings'
import { Failure } from '@/domain/problem'

import { createHandlingSettings, type SettingsPorts } from './createHandlingSettings'
import { bodyOf, differing, faultOf, isSafety } from './fields'

const DEFAULT: HandlingSettings = {
  separate_filing: false, green_channel: true, auto_close: [], sampled: {}, seven_days_exempt: [],
  stages: { dispatch: [30, 10], arrange: [30, 10], check: [60, 60], close: [30, 30] }, snow_stopped_at: null,
}
const inForce = (rev: number, more: Partial<HandlingSettings> = {}): SettingsInForce => ({ ...DEFAULT, ...more, seed_sha256: null, rev })

function page(more: Partial<SettingsPorts> = {}) {
  const sent: [HandlingSettings, number][] = []
  const settings = createHandlingSettings({
    settings: () => Promise.resolve(inForce(3)),
    set: (body, rev) => (sent.push([body, rev]), Promise.resolve({ ...body, seed_sha256: null, rev: rev + 1 })),
    versions: () => Promise.resolve([]),
    draws: () => Promise.resolve([]),
    ...more,
  })
  return { settings, sent }
}

describe('the settings of handling', () => {
  it('are saved with the revision that was read, and only when something differs', async () => {
    const { settings, sent } = page()
    await settings.load()
    expect([settings.canSave.value, await settings.save()]).toEqual([false, false])
    settings.edit({ auto_close: ['b', 'a'] })
    settings.edit({ auto_close: [] })
    expect(settings.changes.value).toEqual([])
    settings.edit({ separate_filing: true })
    expect([settings.changes.value, await settings.save()]).toEqual([['separate_filing'], true])
    expect(sent).toEqual([[{ ...DEFAULT, separate_filing: true }, 3]])
    expect([settings.inForce.value?.rev, settings.changes.value, settings.saved.value]).toEqual([4, [], true])
  })

  it('keep what was changed here on top of what somebody else has set, and say which that was', async () => {
    let theirs = 3
    const { settings } = page({
      settings: () => Promise.resolve(theirs === 3 ? inForce(3) : inForce(4, { green_channel: false, auto_close: ['x'] })),
      set: (body, rev) => (rev === 3 ? Promise.reject(new Failure('stale', 412)) : Promise.resolve({ ...body, seed_sha256: null, rev: 5 })),
    })
    await settings.load()
    settings.edit({ separate_filing: true, auto_close: ['mine'] })
    theirs = 4
    expect(await settings.save()).toBe(false)
    expect(settings.theirs.value).toEqual(['green_channel', 'auto_close'])
    expect([settings.changes.value, settings.draft.value?.auto_close, settings.draft.value?.green_channel]).toEqual([['separate_filing', 'auto_close'], ['mine'], false])
    expect([await settings.save(), settings.theirs.value]).toEqual([true, []])
  })

  it('can be put back to any version, which counts once it is saved', async () => {
    const old = { rev: 1, at: '2026-11-01T00:00:00Z', by: null, settings: { ...DEFAULT, sampled: { a: 20 }, seed_sha256: 'x' }, ended_seed: 's' }
    const { settings, sent } = page({ versions: () => Promise.resolve([old]) })
    await settings.load()
    settings.putBack(settings.versions.value[0]!)
    expect([settings.changes.value, sent]).toEqual([['sampled'], []])
    await settings.save()
    expect(sent[0]?.[0]).toEqual({ ...DEFAULT, sampled: { a: 20 } })
  })

  it('tell why they could not be saved, and keep what was typed', async () => {
    const { settings } = page({ set: () => Promise.reject(new Failure('invalid-body', 422)) })
    await settings.load()
    settings.edit({ green_channel: false })
    await settings.save()
    expect([settings.failure.value, settings.changes.value, settings.busy.value]).toEqual([new Failure('invalid-body', 422), ['green_channel'], false])
    settings.revert()
    expect([settings.failure.value, settings.changes.value]).toEqual([null, []])
  })

  it('are shown although what was set before cannot be read', async () => {
    const { settings } = page({ versions: () => Promise.reject(new Failure('no-network')) })
    await settings.load()
    expect([settings.inForce.value?.rev, settings.failure.value]).toEqual([3, null])
  })
})

describe('what can be set', () => {
  it('is the same in any order of its lists', () => {
    expect(differing({ ...DEFAULT, sampled: { b: 1, a: 2 }, auto_close: ['y', 'x'] }, { ...DEFAULT, sampled: { a: 2, b: 1 }, auto_close: ['x', 'y'] })).toEqual([])
    expect(bodyOf(inForce(9))).toEqual(DEFAULT)
  })

  it('has percents above nothing and minutes of a day', () => {
    expect(faultOf(DEFAULT)).toBeNull()
    expect(faultOf({ ...DEFAULT, sampled: { a: 0 } })).toBe('percent')
    expect(faultOf({ ...DEFAULT, sampled: { a: Number.NaN } })).toBe('percent')
    expect(faultOf({ ...DEFAULT, stages: { ...DEFAULT.stages, check: [0, 60] } })).toBe('stage')
    expect(faultOf({ ...DEFAULT, stages: { ...DEFAULT.stages, check: [60, 1441] } })).toBe('stage')
  })

  it('leaves nothing of safety to a draw', () => {
    expect([isSafety({ urgency: 'urgent', group: 'four_disorders' }), isSafety({ urgency: 'normal', group: 'manhole' }), isSafety({ urgency: 'normal', group: 'pledge' })]).toEqual([true, true, false])
  })
})
