import { describe, expect, it } from 'vitest'

import { firstToFix, openLines, readyLines, type CheckAnswers } from './readyLines'

const NOW = Date.parse('2026-11-20T08:00:00Z')
const DAY = 24 * 3600_000

function answers(more: Partial<CheckAnswers> = {}): CheckAnswers {
  return {
    storage: { ok: true, trouble: null },
    persisted: { ok: true },
    pack: { ok: true, version: 'v1', fetched_at: NOW - DAY },
    outbox_empty: { ok: true, pending: 0 },
    clock: { ok: true, offset_ms: -120 },
    worker: { ok: true },
    session: { ok: true },
    calibration: null,
    browser: { ok: true, in_app: null, missing: [] },
    camera: 'works',
    position: { known: true, blocked: false, accuracy_m: 8 },
    ...more,
  }
}

function line(key: string, more: Partial<CheckAnswers>) {
  return readyLines(answers(more), NOW).find((one) => one.key === key)
}

describe('the check before leaving', () => {
  it('has nothing to fix when everything is well', () => {
    const lines = readyLines(answers(), NOW)
    expect(openLines(lines)).toBe(0)
    expect(firstToFix(lines)).toBeNull()
  })

  it('stops only where work would be lost, and names that first', () => {
    const lines = readyLines(answers({ storage: { ok: false, trouble: 'full' }, session: { ok: false }, camera: 'refused' }), NOW)
    expect(lines.filter((one) => one.state === 'stop').map((one) => one.key)).toEqual(['storage'])
    expect(firstToFix(lines)?.key).toBe('storage')
    expect(openLines(lines)).toBe(3)
  })

  it.each([
    ['session', { session: { ok: false } }],
    ['pack', { pack: { ok: false, version: null, fetched_at: null } }],
    ['pack', { pack: { ok: true, version: 'v', fetched_at: NOW - 8 * DAY } }],
    ['camera', { camera: 'refused' }],
    ['camera', { camera: 'missing' }],
    ['position', { position: { known: false, blocked: true, accuracy_m: null } }],
    ['position', { position: { known: true, blocked: false, accuracy_m: 51 } }],
    ['persisted', { persisted: { ok: false } }],
    ['clock', { clock: { ok: false, offset_ms: 301_000 } }],
    ['outbox', { outbox_empty: { ok: false, pending: 3 } }],
    ['worker', { worker: { ok: false } }],
    ['browser', { browser: { ok: false, in_app: 'wechat', missing: [] } }],
    ['browser', { browser: { ok: false, in_app: null, missing: ['files'] } }],
  ] as [string, Partial<CheckAnswers>][])('asks a person to look at %s', (key, more) => {
    expect(line(key, more)?.state).toBe('fix')
    expect(firstToFix(readyLines(answers(more), NOW))?.key).toBe(key)
  })

  it.each([
    ['camera', { camera: 'not-asked' }],
    ['position', { position: { known: false, blocked: false, accuracy_m: null } }],
    ['persisted', { persisted: { ok: null } }],
    ['clock', { clock: { ok: null, offset_ms: null } }],
  ] as [string, Partial<CheckAnswers>][])('does not worry about what it cannot know yet: %s', (key, more) => {
    expect(line(key, more)?.state).toBe('unknown')
    expect(openLines(readyLines(answers(more), NOW))).toBe(0)
  })

  it.each([
    [null, 'unknown', 'none'],
    [{ datum: 'wgs84', same_browser: true }, 'good', 'fits'],
    [{ datum: 'wgs84', same_browser: false }, 'good', 'fits'],
    [{ datum: 'gcj02', same_browser: true }, 'good', 'shifted'],
    [{ datum: 'gcj02', same_browser: false }, 'fix', 'changed'],
  ] as const)('knows what a browser that was checked may have unlearnt: %j', (found, state, says) => {
    const calibration = found && { ...found, off_m: 11.6, at: NOW }
    expect(line('calibration', { calibration })).toMatchObject({ state, says: `calibration.${says}` })
  })

  it.each(['lost', 'stalled', 'newer', 'full'])('says what is wrong with the storage: %s', (trouble) => {
    expect(line('storage', { storage: { ok: false, trouble } })).toMatchObject({ state: 'stop', says: `storage.${trouble}` })
  })

  it('tells numbers as they are', () => {
    expect(line('outbox', { outbox_empty: { ok: false, pending: 3 } })?.slots).toEqual({ n: 3 })
    expect(line('clock', {})?.slots).toEqual({ s: '0.1' })
    expect(line('pack', {})?.slots).toEqual({ n: 1 })
  })
})
