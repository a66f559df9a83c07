// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'

import { askForCompass, useCompass } from './useCompass'

let scope: EffectScope
let time: number

function compass(): () => unknown {
  return scope.run(() => useCompass()) as () => unknown
}

function turn(kind: string, angles: Record<string, unknown>): void {
  dispatchEvent(Object.assign(new Event(kind), { alpha: 270, beta: 90, gamma: 0, ...angles }))
}

beforeEach(() => {
  scope = effectScope()
  time = 5_000
  vi.spyOn(performance, 'now').mockImplementation(() => time)
})
afterEach(() => {
  scope.stop()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  delete (window as { ondeviceorientationabsolute?: unknown }).ondeviceorientationabsolute
})

describe('the compass of a phone', () => {
  it('says where an upright phone looks, where the browser tells it against north', () => {
    vi.stubGlobal('ondeviceorientationabsolute', null)
    const heading = compass()
    expect(heading()).toBeNull()
    turn('deviceorientationabsolute', { absolute: true })
    expect(heading()).toEqual({ deg: 90, accuracy_deg: null, source: 'compass' })
  })

  it('is silent where angles count from wherever the phone was switched on', () => {
    const heading = compass()
    turn('deviceorientation', { absolute: false })
    expect(heading()).toBeNull()
  })

  it('takes the heading and its error as Safari gives them', () => {
    const heading = compass()
    turn('deviceorientation', { webkitCompassHeading: 359.98, webkitCompassAccuracy: 15 })
    expect(heading()).toEqual({ deg: 0, accuracy_deg: 15, source: 'compass' })
    turn('deviceorientation', { webkitCompassHeading: 10, webkitCompassAccuracy: -1 })
    expect(heading()).toBeNull()
  })

  it('forgets what it said two seconds ago, and listens no longer than its screen lives', () => {
    const heading = compass()
    turn('deviceorientation', { absolute: true })
    time += 2_001
    expect(heading()).toBeNull()
    scope.stop()
    turn('deviceorientation', { absolute: true })
    expect(heading()).toBeNull()
  })

  it('is asked for where the browser wants that, and a no changes nothing', async () => {
    const requestPermission = vi.fn().mockRejectedValue(new Error('no'))
    vi.stubGlobal('DeviceOrientationEvent', { requestPermission })
    askForCompass()
    expect(requestPermission).toHaveBeenCalledOnce()
    vi.stubGlobal('DeviceOrientationEvent', undefined)
    expect(askForCompass).not.toThrow()
  })
})
