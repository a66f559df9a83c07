import { existsSync, readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { buildIndex } from './placement'
import type { PackToIndex } from './placement-index'
import { answeredRow, type Row } from './placement-rows.testing'

/** Written by `python -m scripts.placement_answers FILE`; too large to be kept. */
const FILE = process.env['PLACEMENT_ANSWERS'] ?? ''

describe.skipIf(!existsSync(FILE))('placement beside as many answers of the server as were written', () => {
  it('agrees in every field', { timeout: 1_800_000 }, () => {
    const cities = JSON.parse(readFileSync(FILE, 'utf8')) as { pack: PackToIndex; points: Row[] }[]
    let asked = 0
    const different: unknown[] = []
    for (const { pack, points } of cities) {
      const index = buildIndex(pack)
      for (const row of points) {
        asked += 1
        const answered = answeredRow(index, row)
        if (JSON.stringify(answered) !== JSON.stringify(row)) different.push({ server: row, phone: answered })
      }
    }
    expect({ asked, different }).toEqual({ asked: cities.reduce((sum, city) => sum + city.points.length, 0), different: [] })
  })
})
