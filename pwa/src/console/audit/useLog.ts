/** The log of this page. */
import { logApi } from '../server'
import { useSession } from '../session/useSession'
import { createLog } from './createLog'

const log = createLog({
  list: (filter) => useSession().guarded(() => logApi.list(filter)),
  roots: (filter) => useSession().guarded(() => logApi.roots(filter)),
})

export const useLog = () => log
