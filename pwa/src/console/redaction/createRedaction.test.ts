import { describe, expect, it } from 'vitest'

import type { RedactionApi } from '@/api/redaction'
import { Failure } from '@/domain/problem'
import type { Box, ListedPicture, RedactionState, RedactionView } from '@/domain/redaction'

import { createDrawing } from './createDrawing'
import { createRedaction } from './createRedaction'

const FACE: Box = { left: 0.1, top: 0.1, width: 0.2, height: 0.2, kind: 'face' }
const PLATE: Box = { left: 0.5, top: 0.5, width: 0.2, height: 0.1, kind: 'plate' }

function aView(sha256: string, changed: Partial<RedactionView> = {}): RedactionView {
  return {
    ...{ sha256, state: 'pending', rev: 0, by: null, at: null, boxes: [], history: [], width: 4, height: 3, detector: null, proposed: [] },
    ...changed,
  }
}

function bench(...photos: string[]) {
  const views = new Map(photos.map((sha256) => [sha256, aView(sha256)]))
  const asked: [string, number, RedactionState, Box[]][] = []
  const listed = (sha256: string): ListedPicture => {
    const state = views.get(sha256)?.state ?? 'pending'
    return { sha256, state, report_id: 'r', case_no: null, category: null, role: null, captured_at: null }
  }
  const api: RedactionApi = {
    list: () => Promise.resolve({ items: photos.map(listed), cursor: null, has_more: false }),
    read: (sha256) => Promise.resolve(views.get(sha256) as RedactionView),
    decide: (sha256, rev, state, boxes) => {
      asked.push([sha256, rev, state, boxes])
      const now = aView(sha256, { rev: rev + 1, state, boxes })
      views.set(sha256, now)
      return Promise.resolve(now)
    },
    unmaskedReasons: () => Promise.reject(new Error('not asked here')),
    unmasked: () => Promise.reject(new Error('not asked here')),
  }
  return { desk: createRedaction(api), api, views, asked }
}

describe('drawing', () => {
  it('goes back and forth step by step, and a run of one hand is one step', () => {
    const drawing = createDrawing()
    drawing.begin([FACE])
    drawing.add(PLATE)
    for (const left of [0.51, 0.52, 0.53]) drawing.change(1, { ...PLATE, left }, 'move')
    drawing.letGo()
    drawing.change(1, { ...PLATE, left: 0.6 }, 'move')
    expect(drawing.boxes.value[1]?.left).toBe(0.6)
    drawing.undo()
    expect(drawing.boxes.value[1]?.left).toBe(0.53)
    drawing.undo()
    expect(drawing.boxes.value).toEqual([FACE, PLATE])
    drawing.undo()
    expect([drawing.boxes.value, drawing.chosen.value, drawing.undo()]).toEqual([[FACE], 0, false])
    drawing.redo()
    expect([drawing.boxes.value.length, drawing.canRedo.value, drawing.changed.value]).toEqual([2, true, true])
    drawing.remove(0)
    expect([drawing.boxes.value, drawing.canRedo.value]).toEqual([[PLATE], false])
  })

  it('gives the chosen box and later ones the kind that is set', () => {
    const drawing = createDrawing()
    drawing.begin([FACE])
    drawing.choose(0)
    drawing.setKind('phone')
    expect([drawing.boxes.value[0]?.kind, drawing.kind.value]).toEqual(['phone', 'phone'])
  })
})

describe('redaction', () => {
  it('opens the first photo that waits and goes on to the next when it is decided', async () => {
    const { desk, asked, views } = bench('a', 'b', 'c')
    views.set('a', aView('a', { state: 'done', rev: 1, boxes: [FACE] }))
    await desk.ask(null)
    expect(desk.chosen.value).toBe('b')
    desk.drawing.add(PLATE)
    expect(await desk.decide('done')).toBe(true)
    await desk.next()
    expect(await desk.decide('none-needed')).toBe(true)
    await desk.next()
    expect(asked).toEqual([['b', 0, 'done', [PLATE]], ['c', 0, 'none-needed', []]])
    expect([desk.chosen.value, desk.waiting.value]).toEqual(['c', 0])
    expect(desk.items.value.map((one) => one.state)).toEqual(['done', 'done', 'none-needed'])
  })

  it('keeps what was drawn while another photo is looked at', async () => {
    const { desk } = bench('a', 'b')
    await desk.ask(null)
    desk.drawing.add(FACE)
    await desk.step(1)
    expect(desk.drawing.boxes.value).toEqual([])
    await desk.step(-1)
    expect([desk.drawing.boxes.value, desk.drawing.changed.value]).toEqual([[FACE], true])
  })

  it('leaves the boxes of both on the photo when somebody was faster', async () => {
    const { desk, api, views } = bench('a')
    await desk.ask(null)
    desk.drawing.add(FACE)
    const decide = api.decide
    api.decide = () => Promise.reject(new Failure('stale', 412, null))
    views.set('a', aView('a', { rev: 4, state: 'done', boxes: [PLATE] }))
    expect(await desk.decide('done')).toBe(false)
    expect([desk.drawing.boxes.value, desk.view.value?.rev]).toEqual([[PLATE, FACE], 4])
    expect(desk.failure.value).toBeInstanceOf(Failure)
    api.decide = decide
    expect(await desk.decide('done')).toBe(true)
    expect([desk.view.value?.boxes, desk.failure.value]).toEqual([[PLATE, FACE], null])
  })

  it('opens the photo it was asked for, whatever waits', async () => {
    const { desk } = bench('a', 'b')
    await desk.ask(null, 'b')
    expect(desk.view.value?.sha256).toBe('b')
  })
})
