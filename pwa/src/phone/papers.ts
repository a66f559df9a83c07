/** Papers for the screens: what is at hand, and one number after the other. Comes behind the first screen. */
import { createHttp } from '@/api/http'
import { createPapersApi } from '@/api/papers'
import { observeQuery } from '@/storage/observe'
import { kitIn, takeNumber } from '@/storage/papers'
import { pullKit } from '@/sync/papers'

import type { Parts } from './parts'
import type { Papers } from './types'

export function createPapers({ db, now, newId }: Pick<Parts, 'db' | 'now' | 'newId'>, http = createHttp()): Papers {
  const city = createPapersApi(http)
  return {
    observeKit: (onChange) => observeQuery(() => kitIn(db), onChange),
    fetch: () => pullKit(db, city, now(), true),
    takeNumber: async (draftId) => (await takeNumber(db, draftId, now())) !== null,
    newId,
  }
}
