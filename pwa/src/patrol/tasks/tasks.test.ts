// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest'

import { $, all, patrolPage, settle, shoot, tap, text } from '../patrolPage.testing'
import { Failure } from '@/domain/problem'
import { aDraft, aPhoto, aReport, aTask, aView } from '../samples.testing'

const page = patrolPage()
const CASE = '4101042026112000081'
const now = () => Date.now()
const iso = (ms: number) => new Date(now() + ms).toISOString()
const clock = (due: number, more = {}) => ({
  plan: null, limit: { value: 3, unit: 'hours' }, started_at: iso(-3600_000), due_at: iso(due), warn_at: iso(due - 600_000), paused_at: null,
  used_ms: 0, total_ms: 0, colour: null, overdue: false, rework_due_at: null, stage: null, steps: [], ...more,
})
const handling = (more = {}) =>
  aTask({ state: 'claimed', moves: ['progress', 'dispose', 'ask-extension', 'ask-return'].map((verb) => ({ verb, needs: [] })), clock: clock(1440_000), ...more })
const draftOf = () => page.fake.state.drafts.get()[0]
const yes = async (key: string, answer = 'yes') => {
  const input = $(`${key}-${answer}`) as HTMLInputElement
  input.dispatchEvent(new Event('change'))
  await settle()
}

describe('the home screen', () => {
  it('shows what is to be done, danger first, with its clock; offline it is the same', async () => {
    page.fake.state.cases.set([
      aTask({ case_no: 'b', clock: clock(1440_000) }),
      aTask({ case_no: 'a', urgent: true, clock: clock(-720_000) }),
      aTask({ case_no: 'c', moves: [] }),
    ])
    await page.open('/')
    await settle()
    expect(all('task').map((row) => row.dataset.case)).toEqual(['a', 'b'])
    expect(all('task')[0]?.textContent).toContain('12 min over')
    expect(all('task')[1]?.textContent).toContain('24 min left')
    expect(text('all-tasks')).toBe('All 2')
  })

  it('says what will appear where nothing is asked', async () => {
    await page.open('/')
    await settle()
    expect(text('task-strip')).toContain('appear here')
  })
})

describe('a check', () => {
  const open = async (task = aTask()) => {
    page.fake.state.cases.set([task])
    await page.open(`/tasks/${CASE}`)
    await settle()
  }

  it('shows the case, what the unit says, and asks the closing rule’s questions', async () => {
    await open()
    expect(text('task-name')).toBe('Cover broken')
    expect(text('unit-words')).toContain('Filled and level.')
    expect(all('question').map((question) => question.querySelector('legend')?.textContent)).toEqual(['Intact', 'Level and firm', 'The number matches'])
    expect(document.body.textContent).toContain('from you')
    expect(page.fake.state.drafts.get()).toEqual([])
  })

  it('is on disk from the first answer, and passes only with a picture and three times yes', async () => {
    await open()
    await yes('q1')
    expect(draftOf()).toMatchObject({ category: 'manhole_broken', reply_to: { case_no: CASE, verb: 'check-pass', answers: { q1: true }, rev: 5 } })
    expect(($('check-pass') as HTMLButtonElement).disabled).toBe(true)
    await yes('q2')
    await yes('q3')
    expect(text('check-lacks')).toContain('photo')
    await tap('task-shoot')
    await shoot()
    await tap('camera-done')
    expect(page.router.currentRoute.value.name).toBe('task')
    expect(draftOf()?.photos.map(({ role }) => role)).toEqual(['check'])
    await tap('check-pass')
    expect(page.fake.state.outbox.get()[0]).toMatchObject({ reply: { case_no: CASE, verb: 'check-pass', answers: { q1: true, q2: true, q3: true }, rev: 5 } })
    expect(page.router.currentRoute.value.name).toBe('tasks')
    expect(text('task-saved')).toContain('Saved on this phone')
  })

  it('can only fail after one no, says why, and takes the reason along', async () => {
    page.fake.state.drafts.set([aDraft({ photos: [aPhoto({ role: 'check' })], reply_to: { case_no: CASE, verb: 'check-pass', answers: { q1: true, q2: true }, rev: 5 } })])
    await open()
    await yes('q3', 'no')
    expect(text('only-fail')).toContain('1 answered no')
    expect(($('check-pass') as HTMLButtonElement).disabled).toBe(true)
    await tap('check-fail')
    expect(($('fail-why') as HTMLTextAreaElement).value).toBe('The number matches: No')
    await tap('fail-do')
    expect(page.fake.state.outbox.get()[0]).toMatchObject({ note: 'The number matches: No', reply: { verb: 'check-fail', answers: { q3: false } } })
  })

  it('waits at the end of the list once it is answered, and asks again when the server told of it since', async () => {
    const reply = { case_no: CASE, verb: 'check-pass' as const, answers: {}, rev: 5 }
    page.fake.state.outbox.set([aView({ reply })])
    page.fake.state.cases.set([aTask()])
    await page.open('/tasks')
    await settle()
    expect(all('task')[0]?.textContent).toContain('check passed')
    await page.router.push(`/tasks/${CASE}`)
    await settle()
    expect($('check-pass')).toBeNull()
    page.fake.state.outbox.set([aView({ reply, word: 'delivered' })])
    page.fake.state.cases.set([aTask({ rev: 7 })])
    await settle()
    expect($('check-pass')).not.toBeNull()
  })

  it('comes back where it was after the app was killed by its camera', async () => {
    const reply_to = { case_no: CASE, verb: 'check-pass' as const, answers: {}, rev: 5 }
    const just = new Date().toISOString()
    page.fake.state.drafts.set([aDraft({ updated_at: just, awaiting_photo: 'check', reply_to })])
    page.fake.state.cases.set([aTask()])
    await page.open('/')
    expect(page.router.currentRoute.value.fullPath).toBe('/capture/d1/camera?role=check')
    expect(text('role-check')).toBe('Check')
    await tap('camera-close')
    expect(page.router.currentRoute.value.params.caseNo).toBe(CASE)
  })

  it('says what did not count the last time, and why', async () => {
    const reply_to = { case_no: CASE, verb: 'check-pass' as const, answers: {}, rev: 3 }
    const kept = { verb: 'check-pass', made: false, why: 'invalid-body', at: iso(-1000) }
    page.fake.state.reports.set([aReport({ status: 'accepted', reply_to, reply_outcome: kept })])
    await open()
    expect(text('task-kept')).toContain('the step was not taken')
    expect(text('task-kept')).toContain('photos')
    page.fake.state.reports.set([aReport({ status: 'accepted', reply_to, reply_outcome: kept }), aReport({ id: 'r2', status: 'accepted', reply_to, reply_outcome: { ...kept, made: true, why: null, at: iso(0) } })])
    await settle()
    expect($('task-kept')).toBeNull()
  })

  it('is gone calmly when somebody else did it', async () => {
    await open()
    page.fake.state.cases.set([])
    await settle()
    expect(document.body.textContent).toContain('Nothing to do here any more')
  })
})

describe('a unit', () => {
  const open = async (task = handling()) => {
    page.fake.state.cases.set([task])
    await page.open(`/tasks/${CASE}`)
    await settle()
  }

  it('claims at once where there is signal', async () => {
    await open(aTask({ state: 'dispatched', moves: [{ verb: 'claim', needs: [] }] }))
    await tap('claim')
    expect(page.fake.state.moves).toEqual([{ case_no: CASE, order: { verb: 'claim' } }])
  })

  it('claims without signal by a reply that goes first, and may begin', async () => {
    await open(aTask({ state: 'dispatched', moves: [{ verb: 'claim', needs: [] }] }))
    page.fake.state.failing.set('move', new Failure('no-network'))
    await tap('claim')
    expect(page.fake.state.outbox.get()[0]).toMatchObject({ reply: { verb: 'claim', case_no: CASE } })
    expect(text('claim-queued')).toContain('You can begin')
    expect($('dispose')).not.toBeNull()
  })

  it('is told why a claim was refused, and sees the newest', async () => {
    await open(aTask({ state: 'dispatched', moves: [{ verb: 'claim', needs: [] }] }))
    page.fake.state.failing.set('move', new Failure('stale', 412))
    await tap('claim')
    expect(document.body.textContent).toContain('Somebody has just changed this')
    expect(page.fake.state.calls).toContain('refreshTasks')
    expect(page.fake.state.outbox.get()).toEqual([])
  })

  it('hands in with an after picture and its words', async () => {
    await open()
    expect(($('dispose') as HTMLButtonElement).disabled).toBe(true)
    await tap('task-shoot')
    await shoot()
    await tap('camera-done')
    const words = $('task-note') as HTMLTextAreaElement
    words.value = 'new cover'
    words.dispatchEvent(new Event('input'))
    await settle()
    await tap('dispose')
    expect(page.fake.state.outbox.get()[0]).toMatchObject({ note: 'new cover', reply: { verb: 'dispose', rev: 5 }, photos: { of: 1 } })
  })

  it('sees first what a check found wrong, and both limits', async () => {
    const events = [{ kind: 'check-fail', state: 'rework', by: null, at: iso(-1000), reason: 'still noisy', facts: {} }]
    await open(handling({ state: 'rework', events, clock: clock(7200_000, { rework_due_at: iso(3600_000) }) }))
    expect(text('rework')).toContain('still noisy')
    expect(text('rework')).toContain('the whole limit stays')
    expect(text('task-clock')).toContain('1 h left')
  })

  it('notes its part where it only works along, and hands nothing in', async () => {
    await open(handling({ moves: [{ verb: 'progress', needs: [] }] }))
    expect([$('progress') !== null, $('dispose')]).toEqual([true, null])
  })

  it('asks for more time with signal, and is told so without', async () => {
    await open()
    await tap('ask-extension')
    const reason = $('ask-reason') as HTMLTextAreaElement
    reason.value = 'parts come on Monday'
    reason.dispatchEvent(new Event('input'))
    await settle()
    await tap('ask-send')
    expect(page.fake.state.moves[0]?.order).toEqual({ verb: 'ask-extension', reason: 'parts come on Monday', wanted: { value: 1, unit: 'hours' } })
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    window.dispatchEvent(new Event('offline'))
    await settle()
    expect(text('asks-offline')).toContain('needs signal')
    expect(($('ask-extension') as HTMLButtonElement).disabled).toBe(true)
  })

  it('gives a case back for a listed reason', async () => {
    await open()
    await tap('ask-return')
    await tap('not-ours')
    await tap('ask-send')
    expect(page.fake.state.moves[0]?.order).toEqual({ verb: 'ask-return', reason: 'not-ours' })
  })

  it('says that it has come, with time and place', async () => {
    const whistle = { id: 1, by: null, at: iso(-1000), reason: 'burst pipe', arrive_by: iso(900_000), ended_at: null, units: [] }
    await open(handling({ moves: [{ verb: 'arrive', needs: ['whistle'] }], whistles: [whistle] }))
    expect(document.body.textContent).toContain('burst pipe')
    await tap('arrive')
    expect(page.fake.state.outbox.get()[0]).toMatchObject({ reply: { verb: 'arrive', case_no: CASE } })
  })
})

describe('an answer to a report', () => {
  const asked = { verdict: 'amend' as const, reason: 'show the door number', by: null, at: '2026-11-20T10:00:00Z' }

  it('adds what the reviewer missed', async () => {
    page.fake.state.reports.set([aReport({ status: 'to-amend', author: { id: 'p1', name: 'Patrol One' }, verdict: asked as never })])
    await page.open('/mine')
    await settle()
    await tap('amend')
    expect(text('asked')).toBe('show the door number')
    await tap('task-shoot')
    await shoot()
    await tap('camera-done')
    expect(page.router.currentRoute.value.name).toBe('answer')
    await tap('supplement')
    expect(page.fake.state.outbox.get()[0]).toMatchObject({ reply: { report_id: 'r1', verb: 'supplement', rev: 1 } })
  })

  it('says whether what somebody told is so, with a picture', async () => {
    page.fake.state.reports.set([aReport({ status: 'verifying', note: 'water on the road' })])
    page.fake.state.drafts.set([aDraft({ photos: [aPhoto({ role: 'check' })], reply_to: { report_id: 'r1', verb: 'verified', answers: {}, rev: 1 } })])
    await page.open('/answers/r1')
    await settle()
    expect(document.body.textContent).toContain('water on the road')
    await tap('verify-false')
    expect(page.fake.state.outbox.get()[0]).toMatchObject({ reply: { report_id: 'r1', verb: 'verified', answers: { verified: false } } })
  })
})

describe('around a report', () => {
  const near = { case: { case_no: CASE, state: 'claimed', category: 'sl2_out_of_shop', lon: 113.67, lat: 34.74, since: iso(-1000) }, metres: 18.4 }

  it('the same thing is told calmly: adding to it or not is the person’s, and saving was never held back', async () => {
    page.fake.state.suspects = [near]
    page.fake.state.drafts.set([aDraft({ category: 'sl2_out_of_shop', photos: [aPhoto()], position: { lon: 113.67, lat: 34.74, accuracy_m: 8, fixed_at: null, source: 'gps', datum: 'wgs84' } })])
    await page.open('/capture/d1')
    await settle()
    expect(text('nearby')).toContain('Reported already 18 m away · being handled')
    expect(($('save') as HTMLButtonElement).disabled).toBe(false)
    await tap('nearby-join')
    expect(draftOf()?.joins).toBe(CASE)
    expect(text('joined')).toContain(CASE)
    await tap('nearby-other')
    expect([draftOf()?.joins, $('nearby')]).toEqual([null, null])
  })

  it('what is permitted is a flag with its hours', async () => {
    page.fake.state.permits = [{ id: 'p', kind: 'outdoor', name: 'x', hours: [[330, 510]], now: true }]
    page.fake.state.drafts.set([aDraft({ photos: [aPhoto()], position: { lon: 113.67, lat: 34.74, accuracy_m: 8, fixed_at: null, source: 'gps', datum: 'wgs84' } })])
    await page.open('/capture/d1')
    await settle()
    expect(text('permit')).toContain('Permitted here 05:30–08:30 · outdoor seating')
    expect(($('save') as HTMLButtonElement).disabled).toBe(false)
  })
})

describe('what became of an answer', () => {
  it('is told among my reports: made, or kept and why', async () => {
    const author = { id: 'p1', name: 'Patrol One' }
    const reply_to = { case_no: CASE, verb: 'check-pass' as const, answers: {}, rev: 5 }
    page.fake.state.reports.set([
      aReport({ id: 'a', author, status: 'accepted', reply_to, reply_outcome: { verb: 'check-pass', made: true, why: null, at: iso(-1000) } }),
      aReport({ id: 'b', author, status: 'accepted', reply_to, reply_outcome: { verb: 'check-pass', made: false, why: 'illegal-move', at: iso(-1000) } }),
      aReport({ id: 'c', author: { id: 'p9', name: 'Other' }, status: 'verifying' }),
    ])
    await page.open('/mine')
    await settle()
    expect(all('mine-row').map((row) => [row.dataset.report, row.dataset.outcome]).sort()).toEqual([['a', 'made'], ['b', 'kept']])
    expect(text('reply-kept')).toContain('the case had moved on when it came')
    expect(all('mine-row')[0]?.textContent).toContain('check passed')
    expect(document.querySelector('[data-figure="replies"]')?.textContent).toBe('2')
    expect(document.querySelector('[data-figure="reported"]')?.textContent).toBe('0')
  })
})
