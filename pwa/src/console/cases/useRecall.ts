/** What was dispatched from this page in the last half minute; one for the board, the list and the case. */
import { casesApi } from '../server'
import { useSession } from '../session/useSession'
import { createRecall } from './createRecall'

const recall = createRecall({
  recall: (caseNo, rev) => useSession().guarded(() => casesApi.move(caseNo, { verb: 'recall' }, rev)),
  now: () => Date.now(),
})

export const useRecall = () => recall
