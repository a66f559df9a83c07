import { describe, expect, it } from 'vitest'

import { drawnStrokes, keptStrokes, type DrawnStroke } from './strokes'

describe('strokes of a signature', () => {
  it('are kept in thousandths of the width both ways, with their time', () => {
    expect(keptStrokes([[[0.1, 0.5, 0], [0.9, 1, 120.4]]])).toEqual([[[100, 200, 0], [900, 400, 120]]])
  })

  it('can be drawn again where they were', () => {
    const drawn: DrawnStroke[] = [[[0.25, 0.5, 3], [0.75, 0.25, 40]], [[0.5, 0.5, 90]]]
    expect(drawnStrokes(keptStrokes(drawn))).toEqual(drawn)
  })

  it('keep the end of every stroke, and a dot', () => {
    const crawl: DrawnStroke = Array.from({ length: 50 }, (_, i) => [0.2 + i / 20_000, 0.2, i])
    expect(keptStrokes([crawl, [[0.9, 0.9, 99]]])).toEqual([[[200, 80, 0], [202, 80, 49]], [[900, 360, 99]]])
  })

  it('are so few that a manifest has room for two signatures, even of who scribbles without end', () => {
    const scribble = (from: number): DrawnStroke => Array.from({ length: 2000 }, (_, i) => [((i + from) % 2) * 0.99, (i % 100) / 100, (from + i) * 8])
    const kept = keptStrokes([0, 2000, 4000, 6000].map(scribble))
    expect(new TextEncoder().encode(JSON.stringify(kept)).length).toBeLessThan(24 * 1024)
    expect(kept.map((stroke) => stroke.length)).toEqual([251, 251, 251, 251])
  })
})
