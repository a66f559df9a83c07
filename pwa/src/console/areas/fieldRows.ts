/** Decides what is said of each wanted field and the column that gives it. Knows the file's columns; must not know words. */
import type { AreaImport, FileField, Layer, Plan } from './wire'

export const WANTED: Record<Layer, readonly string[]> = {
  segments: ['code', 'name', 'from_name', 'to_name', 'side', 'depth', 'street', 'community'],
  cells: ['code', 'street', 'community'],
}

/** How a column came to be used. */
export type Origin = 'guess' | 'person' | 'none'

export interface FieldRow {
  wanted: string
  column: string | null
  samples: string[]
  origin: Origin
  mark: 'fine' | 'look' | 'must'
  /** Word of the message files for what to know about it; null where all is well. */
  why: string | null
  /** Records without a value. */
  empty: number
}

type Told = Pick<AreaImport, 'layer' | 'fields' | 'guessed' | 'file'>

export function fieldRows(told: Told, plan: Plan): FieldRow[] {
  return WANTED[told.layer].map((wanted) => rowOf(wanted, told, plan))
}

function rowOf(wanted: string, { layer, fields, guessed, file }: Told, { mapping }: Plan): FieldRow {
  const column = mapping[wanted] ?? null
  const field = fields.find(({ name }) => name === column)
  const records = file.records ?? Math.max(0, ...fields.map(({ filled }) => filled))
  const empty = field ? Math.max(0, records - field.filled) : records
  const origin = column === null ? 'none' : column === (guessed[wanted] ?? null) ? 'guess' : 'person'
  const shared = column !== null && Object.entries(mapping).some(([other, used]) => other !== wanted && used === column)
  const why = field ? faultOf(wanted, field, empty, shared) : withoutColumn(wanted, layer)
  const mark = why === null ? 'fine' : why === 'needed' ? 'must' : 'look'
  return { wanted, column, samples: field?.samples ?? [], origin, mark, why, empty }
}

function faultOf(wanted: string, { kind, filled }: FileField, empty: number, shared: boolean): string | null {
  if (kind === 'empty' || filled === 0) return 'blank'
  if (shared) return 'shared'
  if (wanted === 'depth' && kind !== 'number') return 'noNumber'
  if (empty > 0) return wanted === 'depth' ? 'someDefault' : 'some'
  return null
}

function withoutColumn(wanted: string, layer: Layer): string {
  if (wanted === 'code') return layer === 'cells' ? 'needed' : 'numbered'
  return ['name', 'depth', 'side'].includes(wanted) ? `without.${wanted}` : 'left'
}
