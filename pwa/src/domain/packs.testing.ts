/** Packs as they come from a server, for tests. */
import { sha256Now } from './digest'
import type { AreaPack } from './geography'
import { expandPack, type CompactPack, type ReceivedPack } from './pack-form'

/** One street and one cell, and what else `more` says. */
export function compactPack(version: string, more: Partial<CompactPack> = {}): CompactPack {
  return {
    format: 2,
    version,
    origin: [113.7, 34.7],
    segments: {
      code: [0, 'S1'],
      name: { values: ['Elm'], of: [0] },
      depth_m: { values: [15], of: [0] },
      exponent: 7,
      lines: [[1_137_000_000, 347_000_000, 40_000, 0]],
    },
    cells: { code: [0, 'C1'], exponent: 7, corners: [1_136_990_000, 346_990_000, 60_000, 0, 0, 20_000, -60_000, 0], rings: [[[0, 0, 0, 0]]] },
    limits: { exponent: 7, lines: [] },
    shops: [],
    assets: [],
    categories: [],
    ...more,
  }
}

export function receivedPack(version: string, more: Partial<Pick<AreaPack, 'categories' | 'shops'>> = {}, etag: string | null = null): ReceivedPack {
  const compact = compactPack(version, more)
  const json = JSON.stringify(compact)
  return { pack: expandPack(compact), json, sha256: sha256Now(new TextEncoder().encode(json)), etag }
}
