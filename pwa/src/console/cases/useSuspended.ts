/** The suspended cases of the monthly review, spoken with the real server. */
import { caseListsApi } from '../server'
import { useSession } from '../session/useSession'
import { createSuspended } from './createSuspended'

export const useSuspended = () => createSuspended(() => useSession().guarded(() => caseListsApi.suspended()))
