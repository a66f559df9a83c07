import { describe, expect, it } from 'vitest'

import type { ShapesView, ShapeView } from '@/domain/map-views'
import type { Box } from '@/ui/map/ground'
import { groundOf, linesOfScope, withBefore } from './cityGround'
import { createSheets, sheetsOf, type Sheet } from './sheets'

const SIGHT: Box = [113.63, 34.71, 113.66, 34.73]

describe('the sheets of a map', () => {
  it.each([5, 10, 14, 16.5, 19])('cover what is in sight at zoom %d with a handful', (zoom) => {
    const width = 1400 * (360 / 256 / 2 ** zoom)
    const sight: Box = [113.6, 34.7, 113.6 + width, 34.7 + width / 2]
    const sheets = sheetsOf(sight, zoom)
    expect(sheets.length).toBeGreaterThan(0)
    expect(sheets.length).toBeLessThanOrEqual(12)
    const inside = (lon: number, lat: number) => sheets.some(({ box }) => box[0] <= lon && lon <= box[2] && box[1] <= lat && lat <= box[3])
    for (const lon of [sight[0], sight[2]]) for (const lat of [sight[1], Math.min(sight[3], 85)]) expect(inside(lon, lat)).toBe(true)
  })

  it('are the same ones after a small move, so that nothing is asked twice', () => {
    const keys = (box: Box) => sheetsOf(box, 15).map(({ key }) => key)
    expect(keys([113.6301, 34.7101, 113.6601, 34.7301])).toEqual(keys(SIGHT))
  })
})

/** A port whose answers come when the test says so. */
function aPort() {
  const asked: { key: string; signal: AbortSignal; answer: (content: string) => void; fail: (error: unknown) => void }[] = []
  const load = ({ key }: Sheet, signal: AbortSignal) =>
    new Promise<string>((answer, fail) => asked.push({ key, signal, answer, fail }))
  return { asked, load }
}

const sheet = (key: string): Sheet => ({ key, box: SIGHT, zoom: 15 })

describe('fetching sheets', () => {
  it('asks for each once, and shows what came', async () => {
    const { asked, load } = aPort()
    let changes = 0
    const sheets = createSheets(load, () => (changes += 1))
    const first = sheets.want([sheet('a'), sheet('b')])
    const again = sheets.want([sheet('a'), sheet('b')])
    expect(asked.map(({ key }) => key)).toEqual(['a', 'b'])
    asked.forEach(({ key, answer }) => answer(`of ${key}`))
    await Promise.all([first, again])
    expect(sheets.here()).toEqual(['of a', 'of b'])
    expect([sheets.whole(), changes]).toEqual([true, 2])
    await sheets.want([sheet('b')])
    expect(asked).toHaveLength(2)
    expect(sheets.here()).toEqual(['of b'])
  })

  it('gives up what went out of sight and takes no late answer of it', async () => {
    const { asked, load } = aPort()
    const sheets = createSheets(load, () => undefined)
    const first = sheets.want([sheet('a')])
    const second = sheets.want([sheet('b')])
    expect(asked[0]?.signal.aborted).toBe(true)
    asked[0]?.answer('late')
    asked[1]?.answer('of b')
    await Promise.all([first, second])
    void sheets.want([sheet('a')])
    expect(sheets.here()).toEqual([])
    expect(asked.map(({ key }) => key)).toEqual(['a', 'b', 'a'])
  })

  it('says when one failed, and asks for it again', async () => {
    const { asked, load } = aPort()
    const sheets = createSheets(load, () => undefined)
    const first = sheets.want([sheet('a')])
    asked[0]?.fail(new Error('no network'))
    await expect(first).rejects.toThrow('no network')
    const second = sheets.want([sheet('a')])
    asked[1]?.answer('now')
    await second
    expect(sheets.here()).toEqual(['now'])
  })

  it('fetches what is no longer fresh again and shows the old meanwhile', async () => {
    const { asked, load } = aPort()
    let now = 0
    const sheets = createSheets(load, () => undefined, { freshMs: 1000, now: () => now })
    const first = sheets.want([sheet('a')])
    asked[0]?.answer('old')
    await first
    now = 2000
    const second = sheets.want([sheet('a')])
    expect(sheets.here()).toEqual(['old'])
    asked[1]?.answer('new')
    await second
    expect(sheets.here()).toEqual(['new'])
  })
})

const shape = (more: Partial<ShapeView>): ShapeView => ({ kind: 'segment', code: 'S1', name: 'Elm', depth_m: 6, lines: [[[0, 0], [1, 0]]], ...more })
const view = (...shapes: ShapeView[]): ShapesView => ({ version: '1', complete: true, shapes })
const nameOf = ({ name }: { name: string | null }) => name

describe('what is drawn of the sheets', () => {
  it('has each shape once, and every line of a segment', () => {
    const twoLines = shape({ code: 'S2', lines: [[[0, 0], [1, 0]], [[2, 0], [3, 0]]] })
    const cell = shape({ kind: 'cell', code: '990107001000042', name: null, lines: [[[0, 0], [1, 0], [1, 1], [0, 0]]] })
    const ground = groundOf([view(shape({}), twoLines), view(shape({}))], [view(cell), view(cell)], nameOf)
    expect(ground.streets.map(({ code }) => code)).toEqual(['S1', 'S2', 'S2'])
    expect(ground.cells.map(({ label }) => label)).toEqual(['000042'])
  })

  it('keeps what was there until the new has come, without drawing a street twice', () => {
    const before = groundOf([view(shape({ name: 'old' }), shape({ code: 'S9' }))], [], nameOf)
    const now = groundOf([view(shape({ name: 'new' }))], [], nameOf)
    expect(withBefore(now, before).streets.map(({ code, label }) => [code, label])).toEqual([['S1', 'new'], ['S9', 'Elm']])
  })

  it('begins at the own segments of somebody who has some', () => {
    const all = view(shape({ code: 'A', lines: [[[1, 1]]] }), shape({ code: 'B', lines: [[[2, 2]]] }))
    expect(linesOfScope(all, ['B'])).toEqual([[[2, 2]]])
    expect(linesOfScope(all, [])).toHaveLength(2)
    expect(linesOfScope(all, ['gone'])).toHaveLength(2)
  })
})
