/** The rules of dispatch, spoken with the real server. */
import { dispatchApi } from '../server'
import { useSession } from '../session/useSession'
import { createRules } from './createRules'

export function useRules() {
  const { guarded } = useSession()
  return createRules({
    rules: () => guarded(() => dispatchApi.rules()),
    tryOut: (body) => guarded(() => dispatchApi.tryOut(body)),
    save: (...args) => guarded(() => dispatchApi.save(...args)),
  })
}
