import { describe, expect, it } from 'vitest'

import type { CaseClock, MoveView } from '@/domain/case-work'
import { WorkingTime } from '@/domain/time-plan'
import { Failure } from '@/domain/problem'
import type { CaseView } from '@/domain/views'

import { faceOf, spanOf } from './clock'
import { clockBar } from './clockBar'
import { createPhotos, MOST_PHOTOS } from './createPhotos'
import { createRecall, RECALL_MS } from './createRecall'
import { emptyForm, missing, orderOf } from './moveForm'
import { refusedFields } from './refusedFields'
import { keysOf, laidOut } from './moveKeys'
import { targetOf } from './targets'

const HOUR = 3_600_000
const NOON = Date.parse('2026-11-20T04:00:00Z')
const clock = (more: Partial<CaseClock> = {}): CaseClock => ({
  plan: 'office', limit: { value: 5, unit: 'working_days' }, started_at: '2026-11-18T00:25:00Z', due_at: '2026-11-25T00:25:00Z', warn_at: null,
  paused_at: null, used_ms: 16 * HOUR, total_ms: 35 * HOUR, colour: 'green', overdue: false, rework_due_at: null, stage: null, steps: [], ...more,
})
const aCase = (state: string, more: Partial<CaseClock> | null = {}) => ({ state, clock: more === null ? null : clock(more), counts: { rework: 0, return: 0, extension: 0, dispatch: 1 }, closed_at: null })
const move = (verb: string, ...needs: string[]): MoveView => ({ verb, needs })

describe('the clock of a case', () => {
  it('tells working time in days as long as the plan makes them', () => {
    const face = faceOf(aCase('claimed'), NOON)
    expect([face.kind, face.tone]).toEqual(['running', 'plain'])
    expect(spanOf(face.left_ms ?? 0, face.day_ms)).toEqual({ days: 2, hours: 5, minutes: 0 })
  })

  it('runs by the moment itself when it counts round the clock, and is red from its end on', () => {
    const urgent = { limit: { value: 3, unit: 'hours' }, due_at: '2026-11-20T05:30:00Z', total_ms: 3 * HOUR, used_ms: 0 }
    expect(faceOf(aCase('claimed', urgent), NOON)).toMatchObject({ left_ms: 1.5 * HOUR, tone: 'plain', share: 0.5 })
    expect(faceOf(aCase('claimed', urgent), NOON + 2 * HOUR)).toMatchObject({ left_ms: -0.5 * HOUR, tone: 'over' })
  })

  it('is red when the rework limit is over although the whole one is not', () => {
    expect(faceOf(aCase('rework', { rework_due_at: '2026-11-20T03:00:00Z' }), NOON)).toMatchObject({ tone: 'over', due_at: '2026-11-20T03:00:00Z' })
  })

  it('stands while a case is suspended or checked, and shows the desk its own step', () => {
    expect(faceOf(aCase('suspended', { paused_at: '2026-11-19T04:00:00Z' }), NOON)).toMatchObject({ kind: 'held', left_ms: 24 * HOUR })
    expect(faceOf(aCase('disposed', { paused_at: '2026-11-20T03:00:00Z', stage: { name: 'check', due_at: '2026-11-20T04:18:00Z' } }), NOON)).toMatchObject({ kind: 'check', left_ms: 18 * 60_000 })
    expect(faceOf(aCase('filed', { started_at: null, stage: { name: 'dispatch', due_at: '2026-11-20T03:52:00Z' } }), NOON)).toMatchObject({ kind: 'stage', tone: 'over', left_ms: -8 * 60_000 })
    expect([faceOf(aCase('closed'), NOON).kind, faceOf(aCase('claimed', null), NOON).kind]).toEqual(['ended', 'none'])
  })
})

describe('the bar of a clock', () => {
  const office = new WorkingTime(
    { code: 'office', keeps_holidays: true, weeks: [{ from_day: 0, days: [...Array.from({ length: 5 }, () => [{ start: 540, end: 720 }, { start: 840, end: 1080 }]), [], []] }] },
    { days_off: new Set(), made_up: new Set() },
  )

  it('hatches nights and what lies between shifts, and cuts at now', () => {
    const [start, end] = [Date.parse('2026-11-19T02:00:00Z'), Date.parse('2026-11-20T02:00:00Z')]
    const pieces = clockBar(start, end, Date.parse('2026-11-19T08:00:00Z'), office)
    expect(pieces.map(({ kind }) => kind)).toEqual(['used', 'rest', 'used', 'ahead', 'rest', 'ahead'])
    expect(pieces.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(100)
  })

  it('has no rests round the clock, and is none for a clock of many weeks', () => {
    expect(clockBar(0, 10 * HOUR, 4 * HOUR, null)).toEqual([{ kind: 'used', width: 40 }, { kind: 'ahead', width: 60 }])
    expect(clockBar(0, 40 * 24 * HOUR, 0, null)).toEqual([])
  })
})

describe('what a move asks', () => {
  it('is all that is missing, and only that; what may be left out is not', () => {
    const ask = move('ask-extension', 'reason', 'wanted', 'note?')
    const form = emptyForm()
    expect(missing(ask, form, 0, '')).toEqual(['reason', 'wanted'])
    Object.assign(form, { reason: 'rain', wanted_value: 2 })
    expect(missing(ask, form, 0, '')).toEqual([])
    expect(orderOf(ask, form, [], '')).toEqual({ verb: 'ask-extension', reason: 'rain', wanted: { value: 2, unit: 'working_days' } })
  })

  it('wants every question of the check answered', () => {
    const check = { ...move('check-pass', 'photos', 'answers'), choices: { answers: ['q1', 'q2'] } }
    const form = emptyForm()
    form.answers = { q1: true }
    expect(missing(check, form, 1, '')).toEqual(['answers'])
    form.answers = { q1: true, q2: false }
    expect(missing(check, form, 0, '')).toEqual(['photos'])
  })

  it('names the request it is about', () => {
    const request = { id: 7, kind: 'extension', state: 'open' }
    const found = { requests: [{ ...request, id: 3, state: 'refused' }, request] } as unknown as CaseView
    expect(targetOf(move('approve', 'request', 'reason?'), found)).toEqual({ request: 7 })
    expect(targetOf({ ...move('approve', 'request'), choices: { request: [9] } }, found)).toBeNull()
    expect(targetOf(move('claim'), found)).toEqual({})
  })
})

describe('what a refusal points at', () => {
  it('is each field once, whatever part of it is meant', () => {
    const errors = [{ pointer: '/wanted/unit' }, { pointer: '/wanted/value' }, { pointer: '/reason' }, { detail: 'no pointer' }]
    expect(refusedFields(new Failure('invalid-body', 422, { slug: 'invalid-body', status: 422, title: '', detail: null, facts: { errors } }))).toEqual(['wanted', 'reason'])
    expect(refusedFields(new Failure('no-network'))).toEqual([])
  })
})

describe('the buttons of a case', () => {
  it('have keys of their own, none twice', () => {
    const all = ['claim', 'hand-over', 'approve', 'refuse', 'check-pass', 'check-fail', 'arrive', 'withdraw', 'annotate'].map((verb) => move(verb))
    const keys = [...keysOf([move('check-pass'), move('check-fail'), ...all]).values()]
    expect(new Set(keys).size).toBe(keys.length)
    expect(keysOf([move('check-pass'), move('approve')]).get('approve')).toBe('7')
  })

  it('put what the case waits for first and the three ways out together', () => {
    const layout = laidOut(['annotate', 'ask-return', 'dispose', 'ask-extension', 'approve'].map((verb) => move(verb)))
    expect([layout.main?.verb, layout.exits.map(({ verb }) => verb), layout.rest.map(({ verb }) => verb)]).toEqual(['dispose', ['ask-return', 'ask-extension'], ['annotate']])
  })
})

describe('pictures on their way', () => {
  const picture = (name: string) => ({ name, blob: new Blob([name], { type: 'image/jpeg' }) })

  it('stay where they arrived when another one fails, and only that one goes up again', async () => {
    const asked: string[] = []
    let down = true
    const photos = createPhotos(async (file) => {
      const name = await file.text()
      asked.push(name)
      if (name === 'b' && down) throw new Failure('no-network')
      return `hash-${name}`
    })
    photos.add([picture('a'), picture('b')], 'after')
    await new Promise((resolve) => setTimeout(resolve))
    expect(photos.sent.value).toEqual([{ sha256: 'hash-a', role: 'after' }])
    down = false
    await photos.retry()
    expect([asked, photos.sent.value.length, photos.failed.value]).toEqual([['a', 'b', 'b'], 2, []])
  })

  it('are no more than a move takes, and none that are no pictures', () => {
    const photos = createPhotos(() => new Promise(() => undefined))
    photos.add([{ name: 'x.pdf', blob: new Blob(['x'], { type: 'application/pdf' }) }, ...Array.from({ length: MOST_PHOTOS }, (_, i) => picture(String(i)))], 'after')
    expect([photos.photos.value[0]?.state, photos.photos.value.length, photos.overflow.value]).toEqual(['unfit', MOST_PHOTOS, 1])
  })
})

describe('taking a dispatch back', () => {
  const given = (no: string) => ({ case_no: no, rev: 4 }) as CaseView

  it('is possible for half a minute, newest first', async () => {
    let now = 0
    const recalled: string[] = []
    const recall = createRecall({ now: () => now, recall: async (no) => (recalled.push(no), given(no)) })
    recall.offer(given('1'))
    now = 20_000
    recall.offer(given('2'))
    await recall.undo()
    now = RECALL_MS
    recall.tick()
    expect([recalled, recall.open.value, await recall.undo()]).toEqual([['2'], [], null])
  })

  it('says that it is too late when the unit was faster', async () => {
    const recall = createRecall({ now: () => 0, recall: () => Promise.reject(new Failure('illegal-move', 409)) })
    recall.offer(given('1'))
    expect(await recall.undo()).toBeNull()
    expect(recall.given.value[0]?.state).toBe('late')
  })
})
