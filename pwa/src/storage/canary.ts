/**
 * A second count of what is unsent, kept outside the database: a database can come back empty without any error.
 * It lies in three places, of which the newest counts. Knows the count; must not know how a loss is shown.
 */
import { peekManifest } from '@/domain/report'
import type { Chain } from '@/outbox/seal'
import type { OutboxRow } from '@/outbox/types'

import type { PhoneDatabase } from './database'
import { factIn } from './facts'
import { asRanges, fromRanges } from './ranges'
import { readTx } from './saveTx'

/** A text kept elsewhere, for example in localStorage. Never throws. */
export interface TextBox {
  get(): string | null
  set(text: string): void
}

/** The places of the count. A cookie holds 4 KB, so `brief` takes numbers only; `file` is slow and may reject. */
export interface CountBoxes {
  full: TextBox
  brief: TextBox
  file: { read(): Promise<string | null>; write(text: string): Promise<void> }
}

/** An unsent report as it was last counted. */
export interface CountLine {
  /** Null where only the number is known. */
  id: string | null
  seq: number
  captured_at: string | null
  category: string | null
  category_names: [zh: string, en: string] | null
  segment: string | null
  photos: number | null
}

export interface Count {
  /** Grows with every count; clocks go wrong, this does not. */
  serial: number
  /** When it was counted, milliseconds since 1970. */
  at: number
  chain: Chain | null
  /** Number that was about to be given, 0 when none: should the database be lost just then, nobody gets it again. */
  sealing: number
  /** Reports the server has and this phone still remembers. */
  delivered: number
  open: CountLine[]
}

/** Another tab may count meanwhile; so often is enough for any number of tabs. */
const TRIES = 5

/** Writes down which reports are unsent now; after every write to the outbox. */
export async function countOutstanding(db: PhoneDatabase, boxes: CountBoxes, now: number): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const serial = serialOf(boxes)
    const count = await readTx(db, () => countIn(db, now, serial + 1))
    if (serialOf(boxes) !== serial && attempt < TRIES) continue
    return writeCount(boxes, count)
  }
}

/** Notes, before it is given, which number the next report gets. */
export function noteSealing(boxes: CountBoxes, seq: number): void {
  const serial = serialOf(boxes) + 1
  for (const box of [boxes.full, boxes.brief]) {
    const text = asRecord(box.get())
    if (text !== null) box.set(JSON.stringify({ ...text, serial, sealing: seq }))
  }
}

/** The newest count that can be read; null on a new phone or when every place was cleared. */
export async function latestCount(boxes: CountBoxes): Promise<Count | null> {
  const texts = [boxes.full.get(), await boxes.file.read().catch(() => null), boxes.brief.get()]
  const counts = texts.map(readCount).filter((count) => count !== null)
  const [newest, ...older] = counts.sort((a, b) => b.serial - a.serial)
  if (newest === undefined) return null
  const known = new Map(older.flatMap((count) => count.open.map((line) => [line.seq, line])))
  return { ...newest, open: newest.open.map((line) => (line.id === null ? (known.get(line.seq) ?? line) : line)) }
}

async function countIn(db: PhoneDatabase, now: number, serial: number): Promise<Count> {
  const [rows, delivered, chain] = await Promise.all([
    db.outbox.where('phase').anyOf('waiting', 'parked').toArray(),
    db.outbox.where('phase').anyOf('delivered', 'replaced').count(),
    factIn(db, 'chain'),
  ])
  return { serial, at: now, chain: chain ?? null, sealing: 0, delivered, open: rows.map(lineOf) }
}

/** As the phone knows the report while it has it. */
export function lineOf(row: OutboxRow): CountLine {
  const { captured_at = null, category = null } = peekManifest(row.bytes) ?? {}
  const { id, device_seq: seq, segment_name: segment = null, category_names = null, photos } = row
  return { id, seq, captured_at, category, category_names, segment, photos: photos?.length ?? null }
}

async function writeCount(boxes: CountBoxes, count: Count): Promise<void> {
  const full = JSON.stringify(count)
  boxes.full.set(full)
  boxes.brief.set(JSON.stringify({ ...count, open: asRanges(count.open.map(({ seq }) => seq)) }))
  await boxes.file.write(full).catch(() => undefined)
}

function serialOf({ full, brief }: CountBoxes): number {
  return Math.max(...[full, brief].map((box) => readCount(box.get())?.serial ?? 0))
}

function readCount(text: string | null): Count | null {
  const count = asRecord(text)
  const open = openLines(count?.open)
  return open === null ? null : ({ ...EMPTY, ...count, open } as Count)
}

const EMPTY: Count = { serial: 0, at: 0, chain: null, sealing: 0, delivered: 0, open: [] }

/** Lines in full, numbers only, or pairs of id and number as version 1.0.0 wrote them. */
function openLines(open: unknown): CountLine[] | null {
  if (typeof open === 'string') return fromRanges(open).map((seq) => bareLine(null, seq))
  if (!Array.isArray(open)) return null
  return (open as (CountLine | [string, number])[]).map((line) => (Array.isArray(line) ? bareLine(...line) : line))
}

function bareLine(id: string | null, seq: number): CountLine {
  return { id, seq, captured_at: null, category: null, category_names: null, segment: null, photos: null }
}

function asRecord(text: string | null): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text ?? 'null')
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
