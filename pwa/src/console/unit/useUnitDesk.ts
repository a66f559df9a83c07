/** The unit's desk of this page, spoken with the real server. */
import { casesApi, loopApi } from '../server'
import { useSession } from '../session/useSession'
import { createUnitDesk } from './createUnitDesk'

const desk = createUnitDesk(
  {
    list: (query) => useSession().guarded(() => casesApi.list(query)),
    tasks: () => useSession().guarded(() => loopApi.tasks()),
  },
  () => Date.now(),
)

export const useUnitDesk = () => desk
