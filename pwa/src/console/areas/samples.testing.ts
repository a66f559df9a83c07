/** An import as the server tells it, for tests; every field can be replaced. */
import type { AreaImport, AreaVersion, Difference, Finding, Findings, ImportRow } from './wire'

export function anImport(more: Partial<AreaImport> = {}): AreaImport {
  return {
    ...{ id: 'i1', revision: 1, layer: 'segments', state: 'uploaded', uploaded_at: '2026-11-21T01:00:00Z', uploaded_by: { id: 'a', name: 'Admin' } },
    file: { name: 'roads.geojson', sha256: 'ab'.repeat(32), bytes: 1_800_000, records: 24, format: 'geojson' },
    ...{ activated_at: null, version: null },
    fields: [
      { name: 'road_code', samples: ['R001-S01', 'R001-S02'], kind: 'text', filled: 24 },
      { name: 'name_cn', samples: ['North Street'], kind: 'text', filled: 24 },
      { name: 'depth_m', samples: ['6', '8'], kind: 'number', filled: 20 },
    ],
    mapping: { code: 'road_code', name: 'name_cn', depth: 'depth_m' },
    guessed: { code: 'road_code', name: 'name_cn', depth: 'depth_m' },
    ...{ datum: null, datum_guess: [{ datum: 'gcj02', metres: 2 }, { datum: 'wgs84', metres: 486 }] },
    options: { append: false, adcode: null, depth_m: 15 },
    ...{ progress: null, failure: null, report: null, findings: null, difference: null, has_files: true, replacing: null },
    ...more,
  }
}

export function aFinding(no: number, more: Partial<Finding> = {}): Finding {
  return { no, kind: 'overlap', severity: 'must', codes: ['R001-S01', 'R001-S02'], where: [113.67, 34.74], metres: 10, m2: null, ...more }
}

export function findingsOf(...items: Finding[]): Findings {
  const count = (severity: Finding['severity']) => items.filter((item) => item.severity === severity).length
  return { must: count('must'), may: count('may'), items, total: items.length, passed: ['duplicate'] }
}

const none = { count: 0, codes: [] }

export const NO_DIFFERENCE: Difference = {
  ...{ added: none, removed: none, moved: none, unchanged: { count: 24 } },
  cases: { open: 12, moved: 0, other_segment: 0, other_cell: 0, outside: 0, choices_ended: 0 },
}

export function aVersion(name: string, more: Partial<AreaVersion> = {}): AreaVersion {
  return {
    ...{ name, layer: 'segments', created_at: '2026-11-21T01:00:00Z', valid_from: '2026-11-21T01:00:00Z', valid_to: null },
    ...{ undone_at: null, restores: null, import_id: null, origin_import_id: more.import_id ?? null, counts: { segments: 24, cells: 300 } },
    ...more,
  }
}

export function aRow(id: string, more: Partial<AreaImport> = {}): ImportRow {
  const { fields: _fields, has_files: _hasFiles, ...row } = anImport({ id, ...more })
  return row
}
