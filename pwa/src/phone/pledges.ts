/** Pledges for the screens: what is at hand, and what only the office knows. Comes behind the first screen. */
import { createHttp } from '@/api/http'
import { createPledgeKitApi, createShopsApi } from '@/api/pledges'
import { factIn, setFact } from '@/storage/facts'
import { observeQuery } from '@/storage/observe'
import { pledgeKitIn, saidHereIn } from '@/storage/pledges'
import { pullPledgeKit } from '@/sync/pledges'

import type { Parts } from './parts'
import type { Pledges } from './types'

export function createPledges({ db, now }: Pick<Parts, 'db' | 'now'>, http = createHttp()): Pledges {
  const kit = createPledgeKitApi(http)
  const { openBreaches, newCode } = createShopsApi(http, now)
  return {
    observeKit: (onChange) => observeQuery(() => pledgeKitIn(db), onChange),
    observeScheme: (onChange) => observeQuery(async () => (await factIn(db, 'pledge_scheme')) ?? null, onChange),
    chooseScheme: (code) => setFact(db, 'pledge_scheme', code),
    observeSaid: (onChange) => observeQuery(() => saidHereIn(db), onChange),
    fetch: () => pullPledgeKit(db, kit, now()),
    openBreaches,
    newCode,
  }
}
