// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'

import { signature, strokePad, type Stroke } from './strokePad'

function touch(pad: Element, type: string, x: number, y: number, at: number): void {
  const event = new Event(type, { cancelable: true })
  Object.assign(event, { clientX: x, clientY: y, pointerId: 1 })
  Object.defineProperty(event, 'timeStamp', { value: at })
  pad.dispatchEvent(event)
}

function padOf(before: Stroke[] = []) {
  const told: Stroke[][] = []
  const pad = strokePad('sign here', before, (strokes) => void told.push(strokes))
  pad.getBoundingClientRect = () => ({ left: 10, top: 20, width: 500, height: 200 }) as DOMRect
  return { pad, told }
}

describe('a field to write in', () => {
  it('keeps points in thousandths of its width both ways, with their time', () => {
    const { pad, told } = padOf()
    touch(pad, 'pointermove', 60, 60, 5)
    touch(pad, 'pointerdown', 60, 70, 100)
    touch(pad, 'pointermove', 61, 70, 110)
    touch(pad, 'pointermove', 160, 120, 150)
    touch(pad, 'pointermove', 9_000, 9_000, 170)
    touch(pad, 'pointerup', 9_000, 9_000, 180)
    touch(pad, 'pointercancel', 0, 0, 190)
    expect(told).toEqual([[[[100, 100, 0], [300, 200, 50], [1000, 400, 70]]]])
    expect(pad.querySelector('polyline')?.getAttribute('points')).toBe('100,100 300,200 1000,400')
  })

  it('goes on after strokes that are there, later than they were', () => {
    const { pad, told } = padOf([[[0, 0, 0], [10, 10, 900]]])
    touch(pad, 'pointerdown', 10, 20, performance.now() + 50)
    touch(pad, 'pointerup', 10, 20, performance.now() + 60)
    expect(told[0]).toHaveLength(2)
    expect(told[0]![1]![0]![2]).toBeGreaterThan(900)
  })
})

describe('a signature that is shown', () => {
  it('fills its place, a dot included, and is named', () => {
    const shown = signature('of Wang', [[[100, 600, 0], [300, 380, 40]], [[500, 500, 90]]])
    expect([shown.getAttribute('viewBox'), shown.getAttribute('aria-label')]).toEqual(['80 360 440 260', 'of Wang'])
    expect([...shown.querySelectorAll('polyline')].map((line) => line.getAttribute('points'))).toEqual(['100,600 300,380', '500,500 500,500'])
    expect(signature('nobody', []).getAttribute('viewBox')).toBe('0 0 1000 400')
  })
})
