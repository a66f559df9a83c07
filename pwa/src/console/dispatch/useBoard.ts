/** The dispatch board of this page, spoken with the real server. */
import { casesApi, dispatchApi } from '../server'
import { useSession } from '../session/useSession'
import { useRecall } from '../cases/useRecall'
import { createBoard } from './createBoard'

const guarded = <T>(request: () => Promise<T>) => useSession().guarded(request)
const board = createBoard(
  {
    board: () => guarded(() => dispatchApi.board()),
    move: (no, order, rev) => guarded(() => casesApi.move(no, order, rev)),
    bulk: (items) => guarded(() => dispatchApi.bulk(items)),
  },
  (found) => useRecall().offer(found),
)

export const useBoard = () => board
