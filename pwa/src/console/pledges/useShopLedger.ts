/** The ledger of shops and pledges, spoken with the real server; it stays while a shop is read, so that going back works. */
import { createHttp } from '@/api/http'
import { createPledgeLedgerApi } from '@/api/pledge-ledger'
import { createShopRegisterApi } from '@/api/shop-register'
import { upload } from '@/api/upload'

import { guarding } from '../session/guarding'
import { createShopLedger } from './createShopLedger'

const http = createHttp()
export const shopsApi = guarding(createShopRegisterApi(http, upload))
export const pledgesApi = guarding(createPledgeLedgerApi(http))

const ledger = createShopLedger({
  list: (query) => shopsApi.list(query),
  counts: (query) => shopsApi.counts(query),
  coverage: (by) => pledgesApi.coverage(by),
  file: (ids) => pledgesApi.file(ids),
  remind: (ids) => pledgesApi.remind(ids),
})

export const useShopLedger = () => ledger
