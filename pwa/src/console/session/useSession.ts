/** The one session of this page, spoken with the real server. */
import { sessionApi } from '../server'
import { createSession } from './createSession'

const session = createSession(sessionApi)

export const useSession = () => session
