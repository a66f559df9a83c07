// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { fromWgs84 } from '@/domain/datum'
import type { AreaPack, Datum, LonLat } from '@/domain/geography'
import { trouble } from '../fakePhone.testing'
import { $, all, patrolPage, settle, tap, text } from '../patrolPage.testing'

const page = patrolPage()
const CORNER: LonLat = [113.67, 34.74]
const street = (code: string, name: string, ...line: LonLat[]) => ({ code, name, depth_m: 15, line })
const PACK: AreaPack = {
  format: 1, version: 'v1', origin: [113.6, 34.7], cells: [], shops: [], assets: [], categories: [],
  segments: [
    street('A', 'Elm Street', [113.66, 34.74], CORNER, [113.69, 34.74]),
    street('B', 'Oak Lane', CORNER, [113.67, 34.75]),
    street('C', 'Pine Road', [113.69, 34.74], [113.69, 34.75]),
  ],
}

/** A receiver at the corner of Elm Street and Oak Lane whose degrees are in `datum`. */
function receiver(datum: Datum, { accuracy = 8, off = [0, 0] as LonLat } = {}) {
  const [longitude, latitude] = fromWgs84(CORNER[0] + off[0], CORNER[1] + off[1], datum)
  let serial = 0
  const give = (found: PositionCallback) => {
    serial += 1
    found({ timestamp: Date.now() + serial, coords: { longitude, latitude, accuracy } } as GeolocationPosition)
    return serial
  }
  return { watchPosition: give, clearWatch: () => undefined }
}

async function measureAt(crossing: string): Promise<void> {
  const found = all('crossing').find((one) => one.textContent?.includes(crossing))
  found?.click()
  await settle()
  vi.advanceTimersByTime(30_000)
  await settle()
}

const said = () => $('calibrate-answer')?.dataset.answer

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
  page.fake.state.areaPack = PACK
})
afterEach(() => vi.useRealTimers())

describe('the check at a known crossing', () => {
  it('offers crossings by their names, the nearest first, and finds them by a word', async () => {
    page.geolocation = receiver('gcj02')
    await page.open('/calibrate')
    expect(all('crossing').map((one) => one.textContent?.trim())).toEqual(['Elm Street × Oak Lane', 'Elm Street × Pine Road'])
    const query = $('crossing-query') as HTMLInputElement
    query.value = 'pine'
    query.dispatchEvent(new Event('input'))
    await settle()
    expect(all('crossing')).toHaveLength(1)
  })

  it('keeps a browser that fits at once: nothing about it changes', async () => {
    page.geolocation = receiver('wgs84')
    await page.open('/calibrate')
    await measureAt('Oak Lane')
    expect(said()).toBe('fits')
    expect(page.fake.state.calibration.get()).toMatchObject({ datum: 'wgs84', place: 'Elm Street × Oak Lane', browser: 'Chrome 121' })
    await tap('calibrate-done')
    expect(text('calibrate-last')).toContain('Not shifted, 0 m off')
  })

  it('tells a shifted browser, changes how it is marked only on a tap, and back again', async () => {
    page.geolocation = receiver('gcj02')
    await page.open('/calibrate')
    await measureAt('Oak Lane')
    expect([said(), page.fake.state.calibration.get()]).toEqual(['shifted', null])
    expect(text('calibrate-answer')).toContain('GCJ-02')
    await tap('calibrate-keep')
    expect(said()).toBe('shifted-kept')
    expect(page.fake.state.calibration.get()?.datum).toBe('gcj02')
    await tap('calibrate-done')
    expect($('calibrate-last')?.dataset.datum).toBe('gcj02')
    await tap('calibrate-undo')
    expect([page.fake.state.calibration.get(), $('calibrate-last')]).toEqual([null, null])
  })

  it('marks from then on what a draft keeps with the datum of this browser', async () => {
    page.geolocation = receiver('gcj02')
    page.fake.state.calibration.set({
      place: '', datum: 'gcj02', off_m: 3, accuracy_m: 8, readings: 8, browser: 'Chrome 121', at: Date.now(),
    })
    await page.open()
    await tap('shutter')
    const [lon, lat] = fromWgs84(...CORNER, 'gcj02')
    expect(page.fake.state.drafts.get()[0]?.position).toMatchObject({ lon, lat, datum: 'gcj02' })
  })

  it('says when a shift has gone that was there before', async () => {
    page.fake.state.calibration.set({
      place: '', datum: 'gcj02', off_m: 3, accuracy_m: 8, readings: 8, browser: 'Chrome 120', at: Date.now(),
    })
    page.geolocation = receiver('wgs84')
    await page.open('/calibrate')
    await measureAt('Oak Lane')
    expect([said(), page.fake.state.calibration.get()?.datum]).toEqual(['unshifted', 'gcj02'])
    await tap('calibrate-keep')
    expect([said(), page.fake.state.calibration.get()?.datum]).toEqual(['fits', 'wgs84'])
  })

  it.each([
    ['coarse', receiver('gcj02', { accuracy: 80 })],
    ['elsewhere', receiver('wgs84', { off: [0.004, 0] })],
  ])('keeps nothing when it is not clear, and says what to do: %s', async (why, geolocation) => {
    page.geolocation = geolocation
    await page.open('/calibrate')
    await measureAt('Oak Lane')
    expect(said()).toBe(`unclear.${why}`)
    expect(page.fake.state.calibration.get()).toBeNull()
    await tap('calibrate-again')
    expect($('calibrate-measuring')).not.toBeNull()
  })

  it('does not claim to have noted what could not be stored', async () => {
    page.geolocation = receiver('gcj02')
    page.fake.state.failing.set('keep', trouble('full'))
    await page.open('/calibrate')
    await measureAt('Oak Lane')
    await tap('calibrate-keep')
    expect([said(), page.fake.state.calibration.get()]).toEqual(['shifted', null])
    expect(document.querySelector('[role="alert"]')?.textContent).toContain('The phone is full')
  })

  it('says why there is nothing to choose from without a street map', async () => {
    page.fake.state.areaPack = null
    await page.open('/calibrate')
    expect(all('crossing')).toHaveLength(0)
    expect(document.body.textContent).toContain('The street map has not come')
  })

  it('is reached from the check before leaving and from the settings', async () => {
    for (const path of ['/ready', '/settings']) {
      await page.open(path)
      await tap('to-calibrate')
      expect(page.router.currentRoute.value.name).toBe('calibrate')
      document.body.innerHTML = '<div id="app"></div>'
    }
  })
})
