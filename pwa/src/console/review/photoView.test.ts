import { describe, expect, it } from 'vitest'

import { FITTING, isFitting, lit, moved, percent, styleOf, turned, zoomedTo, type Stage } from './photoView'

/** A picture of 1600 × 1200 in a frame of 800 × 600: it fits at half its size. */
const stage: Stage = { frame: { width: 800, height: 600 }, picture: { width: 1600, height: 1200 } }

describe('a picture on its stage', () => {
  it('fits at first, which is half of its own pixels here, and asks for no style', () => {
    expect(percent(stage, FITTING)).toBe(50)
    expect(styleOf(stage, FITTING)).toEqual({})
  })

  it('is zoomed to its own pixels, to twice of them and no further, and never below the frame', () => {
    expect(percent(stage, zoomedTo(stage, FITTING, 2))).toBe(100)
    expect(percent(stage, zoomedTo(stage, FITTING, 99))).toBe(200)
    expect(zoomedTo(stage, FITTING, 0.2)).toEqual(FITTING)
  })

  it('keeps the point under the pointer where it is while it is zoomed', () => {
    const at = { x: 200, y: -100 }
    const once = zoomedTo(stage, FITTING, 2, at)
    const twice = zoomedTo(stage, once, 3, at)
    // The point of the picture under the pointer, counted from the picture's middle at zoom 1.
    for (const view of [once, twice]) {
      expect((at.x - view.x) / view.zoom).toBeCloseTo(200)
      expect((at.y - view.y) / view.zoom).toBeCloseTo(-100)
    }
  })

  it('is dragged no further than its edges', () => {
    const view = zoomedTo(stage, FITTING, 2)
    expect(moved(stage, view, { x: 50, y: 20 })).toMatchObject({ x: 50, y: 20 })
    expect(moved(stage, view, { x: 5000, y: -5000 })).toMatchObject({ x: 400, y: -300 })
    expect(moved(stage, FITTING, { x: 50, y: 20 })).toMatchObject({ x: 0, y: 0 })
  })

  it('comes back into the middle when it is zoomed out at an edge', () => {
    const corner = moved(stage, zoomedTo(stage, FITTING, 3), { x: 9999, y: 9999 })
    expect(zoomedTo(stage, corner, 1)).toEqual(FITTING)
  })

  it('fits again when it is turned, four times is as it was', () => {
    const zoomed = zoomedTo(stage, FITTING, 2)
    const once = turned(zoomed)
    expect(once).toMatchObject({ turn: 90, zoom: 1, x: 0, y: 0 })
    expect(styleOf(stage, once).transform).toContain('scale(0.75)')
    expect(percent(stage, once)).toBe(38)
    expect(turned(turned(turned(once)))).toEqual(FITTING)
  })

  it('turned, is dragged by its own new edges', () => {
    const view = zoomedTo(stage, turned(FITTING), 4)
    expect(moved(stage, view, { x: 9999, y: 9999 })).toMatchObject({ x: (1200 * 1.5 - 800) / 2, y: (1600 * 1.5 - 600) / 2 })
  })

  it('grows brighter and darker within bounds, and keeps that while it is turned', () => {
    const bright = lit(FITTING, 1.4)
    expect(styleOf(stage, bright).filter).toBe('brightness(1.4)')
    expect(lit(bright, 99).light).toBe(2.6)
    expect(lit(bright, -1).light).toBe(0.4)
    expect(turned(bright).light).toBe(1.4)
    expect(isFitting(bright)).toBe(false)
  })

  it('that is smaller than the frame can be zoomed to twice its pixels only if that is more than fitting', () => {
    const tiny: Stage = { frame: { width: 800, height: 600 }, picture: { width: 80, height: 60 } }
    expect(zoomedTo(tiny, FITTING, 5)).toEqual(FITTING)
  })
})
