/** This phone's database and the copies outside it, found where an earlier start left them. */
import { currentName, databaseList } from '@/storage/naming'
import { openDatabase, type OnBlocked } from '@/storage/opening'
import type { PhoneDatabase } from '@/storage/database'
import type { Outside } from '@/storage/wholeness'

import { countBoxes, textBox } from './boxes'
import { openFiles } from './opfs'

/** Name of the database that is in use, for browsers that do not list theirs. */
export const nameBox = () => textBox('xj-database')

export function storeName(): Promise<string> {
  return currentName(nameBox(), databaseList())
}

/** Rejects with DatabaseShut. */
export async function openStore(onBlocked: OnBlocked): Promise<PhoneDatabase> {
  return openDatabase(await storeName(), onBlocked)
}

export async function openOutside(): Promise<Outside> {
  const [journal, counts] = await Promise.all([openFiles('journal'), openFiles('count')])
  return { journal, boxes: countBoxes(counts) }
}
