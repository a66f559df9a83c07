import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { freshDatabase, NOW } from '@/storage/bench.testing'
import type { PhoneDatabase } from '@/storage/database'
import { pendingEvents } from '@/storage/events'
import { fact, type CalibrationKept } from '@/storage/facts'
import { fullDisk } from '@/storage/quota.testing'

import { createCalibrations } from './calibration'
import { createCell } from './cell'

const FOUND = { place: '文渠路 × 安澜路', datum: 'gcj02', off_m: 11.6, accuracy_m: 8.2, readings: 8 } as const

let db: PhoneDatabase
let ids: number
const poke = vi.fn()

beforeEach(async () => {
  db = await freshDatabase()
  ids = 0
  poke.mockReset()
  vi.stubGlobal('navigator', { userAgent: 'Mozilla/5.0 (Android 13) Chrome/121.0 Mobile Safari/537.36' })
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  db.close()
})

function opened(first: CalibrationKept | null = null) {
  const heard: (CalibrationKept | null)[] = []
  const cell = createCell(first)
  cell.observe((kept) => heard.push(kept))
  const parts = { db, now: () => NOW, newId: () => `e${(ids += 1)}`, engine: { poke } }
  return { calibrations: createCalibrations(parts, cell), heard }
}

describe('a check at a known place', () => {
  it('is kept with its time and browser, counts at once, and stays', async () => {
    const { calibrations, heard } = opened()
    await calibrations.keep(FOUND)
    const kept = { ...FOUND, browser: 'Chrome 121', at: NOW }
    expect(await fact(db, 'calibration')).toEqual(kept)
    expect(heard.at(-1)).toEqual(kept)
  })

  it('is told to the server without the place where the person stood', async () => {
    await opened().calibrations.keep(FOUND)
    expect(await pendingEvents(db)).toEqual([
      {
        id: 'e1', kind: 'calibrated', at: new Date(NOW).toISOString(),
        facts: { datum: 'gcj02', off_m: 12, accuracy_m: 8, readings: 8, browser: 'Chrome 121' },
      },
    ])
    expect(poke).toHaveBeenCalledWith('timer')
  })

  it('is undone by a tap, and that is told, too', async () => {
    const { calibrations, heard } = opened()
    await calibrations.keep(FOUND)
    await calibrations.undo()
    expect(await fact(db, 'calibration')).toBeUndefined()
    expect(heard.at(-1)).toBeNull()
    expect((await pendingEvents(db)).map(({ facts }) => facts).at(-1)).toEqual({ datum: 'wgs84', undone: true, browser: 'Chrome 121' })
  })

  it('counts for nothing when it could not be stored', async () => {
    const { calibrations, heard } = opened()
    fullDisk(Infinity)
    await expect(calibrations.keep(FOUND)).rejects.toMatchObject({ trouble: 'full' })
    expect([new Set(heard), poke.mock.calls]).toEqual([new Set([null]), []])
  })

  it('is heard of by another page of the same browser', async () => {
    const { calibrations } = opened()
    const { heard } = opened()
    await calibrations.keep(FOUND)
    await vi.waitFor(() => expect(heard.at(-1)).toMatchObject({ datum: 'gcj02' }))
  })
})
