/** The redaction of this page. */
import type { RedactionApi } from '@/api/redaction'

import { redactionApi } from '../server'
import { useSession } from '../session/useSession'
import { createRedaction } from './createRedaction'

export const guardedRedaction: RedactionApi = {
  list: (filter) => useSession().guarded(() => redactionApi.list(filter)),
  read: (sha256) => useSession().guarded(() => redactionApi.read(sha256)),
  decide: (sha256, rev, state, boxes) => useSession().guarded(() => redactionApi.decide(sha256, rev, state, boxes)),
  unmaskedReasons: (caseNo) => useSession().guarded(() => redactionApi.unmaskedReasons(caseNo)),
  unmasked: (reportId) => useSession().guarded(() => redactionApi.unmasked(reportId)),
}
const redaction = createRedaction(guardedRedaction)

export const useRedaction = () => redaction
