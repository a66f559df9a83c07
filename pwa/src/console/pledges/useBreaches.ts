/** Breaches and the ladder, spoken with the real server; what is typed stays while another screen is looked at. */
import { createBreachLedgerApi } from '@/api/breach-ledger'
import { createHttp } from '@/api/http'

import { guarding } from '../session/guarding'
import { createBreaches } from './createBreaches'
import { createLadder } from './createLadder'
import { createPledgeFigures } from './createPledgeFigures'
import { pledgesApi } from './useShopLedger'

const api = guarding(createBreachLedgerApi(createHttp()))
const breaches = createBreaches(api)

export const useBreaches = () => breaches
export const useLadder = () => createLadder(api)
export const usePledgeFigures = () => createPledgeFigures({ breaches: (of) => api.figures(of), signed: (of) => pledgesApi.figures(of), coverage: (by) => pledgesApi.coverage(by) })
