/** The ledger of this page; what is typed stays while another screen is looked at. */
import type { ComplaintsApi } from '@/api/complaints'

import { complaintsApi } from '../server'
import { useSession } from '../session/useSession'
import { createLedger } from './createLedger'

const guarded: ComplaintsApi = {
  list: (query) => useSession().guarded(() => complaintsApi.list(query)),
  get: (number) => useSession().guarded(() => complaintsApi.get(number)),
  file: (fields) => useSession().guarded(() => complaintsApi.file(fields)),
  answer: (number, rev, text) => useSession().guarded(() => complaintsApi.answer(number, rev, text)),
  dismiss: (number, rev, reason) => useSession().guarded(() => complaintsApi.dismiss(number, rev, reason)),
  contact: (number) => useSession().guarded(() => complaintsApi.contact(number)),
}
const ledger = createLedger(guarded)

export const useLedger = () => ledger
