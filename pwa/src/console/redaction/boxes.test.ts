import { describe, expect, it } from 'vitest'

import type { Box } from '@/domain/redaction'

import { grown, isTooSmall, LEAST, moved, pulled, spanned } from './boxes'

const BOX: Box = { left: 0.4, top: 0.4, width: 0.2, height: 0.2, kind: 'face' }

describe('a box', () => {
  it('is the same in whichever direction it was drawn, and ends at the edge of the picture', () => {
    const drawn = spanned({ x: 0.2, y: 0.3 }, { x: 0.5, y: 0.4 }, 'plate')
    expect(drawn).toEqual({ left: 0.2, top: 0.3, width: 0.3, height: 0.1, kind: 'plate' })
    expect(spanned({ x: 0.5, y: 0.4 }, { x: 0.2, y: 0.3 }, 'plate')).toEqual(drawn)
    expect(spanned({ x: 0.9, y: -2 }, { x: 3, y: 0.1 }, 'face')).toEqual({ left: 0.9, top: 0, width: 0.1, height: 0.1, kind: 'face' })
  })

  it('moves as far as the picture reaches and keeps its size', () => {
    expect(moved(BOX, 0.1, -0.1)).toEqual({ ...BOX, left: 0.5, top: 0.3 })
    expect(moved(BOX, 5, -5)).toEqual({ ...BOX, left: 0.8, top: 0 })
  })

  it('grows and shrinks by its right and lower edge, never to nothing', () => {
    expect(grown(BOX, 0.01, 0)).toEqual({ ...BOX, width: 0.21 })
    expect(grown(BOX, -1, 1)).toEqual({ ...BOX, width: LEAST, height: 0.6 })
    expect(isTooSmall(grown(BOX, -1, -1))).toBe(false)
  })

  it('follows a pulled corner while the opposite one stays, also beyond it', () => {
    expect(pulled(BOX, 'nw', { x: 0.3, y: 0.5 })).toEqual({ left: 0.3, top: 0.5, width: 0.3, height: 0.1, kind: 'face' })
    expect(pulled(BOX, 'se', { x: 0.2, y: 0.2 })).toEqual({ left: 0.2, top: 0.2, width: 0.2, height: 0.2, kind: 'face' })
    expect(pulled(BOX, 'ne', { x: 0.4, y: 0.6 })).toEqual(BOX)
  })
})
