import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import type { AreaPack } from './geography'
import { type CompactPack, expandPack, isCompactPack } from './pack-form'
import { buildIndex, place, type Position } from './placement'

const contract = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../tests/contract/${name}.json`, import.meta.url), 'utf8'))

/** Format 1 and 2 of several cities, as the server writes both. */
const packs = contract('packs') as Record<string, [AreaPack, CompactPack]>
const [, synthetic] = packs.synthetic as [AreaPack, CompactPack]

/** All numbers of a value, objects in the order of their keys, as the bits of a double each. */
function bitsOf(value: unknown): bigint[] {
  if (typeof value === 'number') return [new BigUint64Array(new Float64Array([value]).buffer)[0] as bigint]
  if (Array.isArray(value)) return value.flatMap(bitsOf)
  if (typeof value !== 'object' || value === null) return []
  return Object.keys(value).sort().flatMap((key) => bitsOf((value as Record<string, unknown>)[key]))
}

describe('a pack that travelled small', () => {
  it.each(Object.keys(packs))('is the plain one again, bit for bit: %s', (name) => {
    const [plain, small] = packs[name] as [AreaPack, CompactPack]
    const whole = { ...expandPack(small), format: 1 }
    expect(whole).toEqual(plain)
    expect(bitsOf(whole)).toEqual(bitsOf(plain))
  })

  it('is the very city that the vectors of placement are about, and gives their answers', () => {
    const { fields, pack, points } = contract('placement_vectors') as { fields: string[]; pack: AreaPack; points: unknown[][] }
    const whole = expandPack(synthetic)
    for (const part of ['origin', 'segments', 'cells', 'limits'] as const) expect(whole[part]).toEqual(pack[part])
    const index = buildIndex(whole)
    const rows = points.map((row) => Object.fromEntries(row.map((value, at) => [fields[at], value])))
    const plain = rows.filter((row, at) => at % 8 === 0 && (row.own as string[]).length === 0 && row.heading_deg === null)
    expect(plain.length).toBeGreaterThan(100)
    for (const { lon, lat, accuracy_m, datum, status, segment, cell } of plain) {
      const answer = place(index, { lon, lat, accuracy_m, datum } as Position)
      expect([answer.status, answer.segment?.code ?? null, answer.cell?.code ?? null]).toEqual([status, segment, cell])
    }
  })

  it('is told from everything else', () => {
    expect(isCompactPack(synthetic)).toBe(true)
    for (const other of [null, [], {}, packs.synthetic?.[0], { ...synthetic, version: '' }, { ...synthetic, format: 3 }]) {
      expect(isCompactPack(other)).toBe(false)
    }
  })

  it('has empty lists where the server names none', () => {
    const { shops: _shops, assets: _assets, categories: _categories, ...bare } = synthetic
    expect(expandPack(bare as CompactPack)).toMatchObject({ shops: [], assets: [], categories: [] })
  })

  it('is refused when its parts do not fit together', () => {
    const { segments, cells } = synthetic
    const broken: CompactPack[] = [
      { ...synthetic, cells: { ...cells, corners: cells.corners.slice(0, -2) } },
      { ...synthetic, cells: { ...cells, code: cells.code.slice(0, -2) } },
      { ...synthetic, cells: { ...cells, rings: [[[1, 0, 0]], ...cells.rings.slice(1)] } },
      { ...synthetic, segments: { ...segments, lines: segments.lines.slice(0, 3) } },
      { ...synthetic, segments: { ...segments, depth_m: { values: [15], of: [0] } } },
    ]
    for (const pack of broken) expect(() => expandPack(pack)).toThrow('fit together')
  })
})
