/** The one list of cases of this page; it stays while a case is read, so that going back and turning pages work. */
import { casesApi } from '../server'
import { useSession } from '../session/useSession'
import { createCases } from './createCases'

const cases = createCases((query) => useSession().guarded(() => casesApi.list(query)))

export const useCases = () => cases
