/** The area pack on this phone: one, swapped whole. */
import type { AreaPack } from '@/domain/geography'

import type { PackRow, PhoneDatabase } from './database'
import { readTx, saveTx } from './saveTx'

export function currentPack(db: PhoneDatabase): Promise<PackRow | undefined> {
  return readTx(db, () => db.packs.get('current'))
}

export async function swapPack(db: PhoneDatabase, pack: AreaPack, etag: string | null, now: number): Promise<void> {
  await saveTx(db, [db.packs], () => db.packs.put({ slot: 'current', pack, etag, fetched_at: now }))
}
