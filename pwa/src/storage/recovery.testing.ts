/** A phone whose database can be lost: what lies in it, and the copies outside that stay. */
import { draftWith, freshDatabase, NOW, SEALING } from './bench.testing'
import { countOutstanding, noteSealing } from './canary'
import { PhoneDatabase } from './database'
import { changeDraft } from './drafts'
import { fact } from './facts'
import { journalRow, tidyJournal } from './journal'
import type { Loss } from './losses'
import { boxesIn, journalIn, type BoxesInMemory } from './outside.testing'
import { recover } from './recovery'
import { sealDraft } from './sealing'
import { isWhole, type Outside } from './wholeness'

export interface LossBench {
  db: PhoneDatabase
  boxes: BoxesInMemory
  /** The journal's entries. */
  kept: Map<string, string>
  outside(): Outside
  /** A database as a browser gives it after it lost the old one. */
  wiped(): PhoneDatabase
  /** As the app starts: the long look only where the short one is not satisfied. */
  start(into: PhoneDatabase): Promise<Loss | null>
  count(into?: PhoneDatabase): Promise<void>
  /** As the app seals: noted before, journaled and counted after. */
  seal(id: string, photos?: string[], into?: PhoneDatabase): Promise<void>
  close(): void
}

let serial = 0

export async function lossBench(): Promise<LossBench> {
  const db = await freshDatabase()
  const opened = [db]
  const b: LossBench = {
    db,
    boxes: boxesIn(),
    kept: new Map(),
    outside: () => ({ boxes: b.boxes, journal: journalIn(b.kept) }),
    wiped() {
      const empty = new PhoneDatabase(`wiped-${(serial += 1)}`)
      opened.push(empty)
      return empty
    },
    start: async (into) => ((await isWhole(into, b.outside())) ? null : recover(into, b.outside(), () => 'another-device')),
    async count(into = db) {
      await countOutstanding(into, b.boxes, NOW)
      await tidyJournal(into, b.outside().journal)
    },
    async seal(id, photos = [], into = db) {
      await draftWith(into, id, photos)
      await changeDraft(into, id, { category: 'sl2_out_of_shop' }, NOW)
      noteSealing(b.boxes, ((await fact(into, 'chain'))?.last_seq ?? 0) + 1)
      const facts = { ...SEALING, segment_name: 'Elm 02', category_names: ['zh', 'en'] as [string, string] }
      await journalRow(into, b.outside().journal, await sealDraft(into, id, facts))
      await b.count(into)
    },
    close: () => opened.forEach((one) => one.close()),
  }
  return b
}
