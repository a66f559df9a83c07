/**
 * The area pack on this phone: one, swapped whole. What is asked often (which one, how old, the catalogue) lies apart
 * from what is large, which stays the text that came, under its hash.
 */
import type { AreaPack, PackCategory } from '@/domain/geography'
import type { ReceivedPack } from '@/domain/pack-form'
import type { PackPermit } from '@/domain/permits'

import type { PackHeadRow, PackRow, PhoneDatabase } from './database'
import { readTx, saveTx } from './saveTx'

export type PackHead = Omit<PackHeadRow, 'slot'>

/** The text and its hash; an older app kept the pack itself. */
export type StoredPack = { json: string; sha256: string } | { plain: AreaPack }

export function packHead(db: PhoneDatabase): Promise<PackHead | undefined> {
  return readTx(db, () => packHeadIn(db))
}

/** For a query that is followed. */
export async function packHeadIn(db: PhoneDatabase): Promise<PackHead | undefined> {
  const head = await rowIn(db, 'head')
  if (head !== undefined) return head
  const plain = await rowIn(db, 'current')
  if (plain === undefined) return undefined
  const { pack, etag, fetched_at } = plain
  return { version: pack.version, sha256: null, etag, fetched_at, segments: pack.segments.length, cells: pack.cells.length }
}

/** What can be reported; nothing without a pack. */
export function packCategories(db: PhoneDatabase): Promise<PackCategory[]> {
  return readTx(db, async () => (await rowIn(db, 'lists'))?.categories ?? (await rowIn(db, 'current'))?.pack.categories ?? [])
}

/** What is permitted where; nothing without a pack, and from an app that did not keep it. */
export function packPermits(db: PhoneDatabase): Promise<PackPermit[]> {
  return readTx(db, async () => (await rowIn(db, 'lists'))?.permits ?? [])
}

/** The pack as it lies here; whoever uses it looks at its hash first. */
export function storedPack(db: PhoneDatabase): Promise<StoredPack | undefined> {
  return readTx(db, async () => {
    const body = await rowIn(db, 'body')
    if (body !== undefined) return { json: body.json, sha256: body.sha256 }
    const plain = await rowIn(db, 'current')
    return plain && { plain: plain.pack }
  })
}

/** All rows or none: whatever happens on the way, the pack before stays whole. */
export async function swapPack(db: PhoneDatabase, { pack, json, sha256, etag }: ReceivedPack, now: number): Promise<void> {
  const [segments, cells] = [pack.segments.length, pack.cells.length]
  const rows: PackRow[] = [
    { slot: 'head', version: pack.version, sha256, etag, fetched_at: now, segments, cells },
    { slot: 'lists', categories: pack.categories, permits: pack.permits ?? [] },
    { slot: 'body', json, sha256 },
  ]
  await saveTx(db, [db.packs], async () => {
    await db.packs.bulkPut(rows)
    await db.packs.delete('current')
  })
}

/** The server says that the pack of this name still is the one; a pack that has taken its place meanwhile says so itself. */
export async function confirmPack(db: PhoneDatabase, etag: string, now: number): Promise<void> {
  await saveTx(db, [db.packs], async () => {
    const row = (await rowIn(db, 'head')) ?? (await rowIn(db, 'current'))
    if (row?.etag === etag) await db.packs.put({ ...row, fetched_at: now })
  })
}

/** Lets a pack go that is not what came, unless another one has taken its place; the next contact fetches it anew. */
export async function forgetPack(db: PhoneDatabase, sha256: string): Promise<void> {
  await saveTx(db, [db.packs], async () => {
    if ((await rowIn(db, 'body'))?.sha256 === sha256) await db.packs.bulkDelete(['head', 'lists', 'body'])
  })
}

async function rowIn<S extends PackRow['slot']>(db: PhoneDatabase, slot: S): Promise<Extract<PackRow, { slot: S }> | undefined> {
  return (await db.packs.get(slot)) as Extract<PackRow, { slot: S }> | undefined
}
