/** The ways out when the database does not open. What it holds is never deleted. */
import { uuid7 } from '@/domain/identity'
import { noteEvent } from '@/storage/events'
import { journaledDrafts, journaledRows } from '@/storage/journalReading'
import { nextName } from '@/storage/naming'
import { openDatabase, type ShutReason } from '@/storage/opening'

import { keyBox } from './boxes'
import { nameBox, openOutside, storeName } from './store'
import type { Rescue } from './types'

export async function openRescue(why: ShutReason): Promise<Rescue> {
  const { journal } = await openOutside()
  const [rows, drafts] = await Promise.all([journaledRows(journal), journaledDrafts(journal)])
  return {
    why,
    kept: rows.length + drafts.length,
    async exportUnsent(readme) {
      const { exportKept } = await import('./exportKept')
      return exportKept({ rows, drafts }, keyBox().get(), readme, Date.now())
    },
    startAnew: () => startAnew(),
  }
}

/** The next name is remembered only once a database opened under it. */
async function startAnew(): Promise<void> {
  const name = await storeName()
  const next = nextName(name)
  const db = await openDatabase(next, () => undefined)
  try {
    const now = Date.now()
    await noteEvent(db, 'storage-lost', { name }, { id: uuid7(now), now })
  } finally {
    db.close()
  }
  nameBox().set(next)
}
