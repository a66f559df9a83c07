/** The settings of handling, spoken with the real server. */
import { handlingApi } from '../server'
import { useSession } from '../session/useSession'
import { createHandlingSettings } from './createHandlingSettings'

export function useHandlingSettings() {
  const { guarded } = useSession()
  return createHandlingSettings({
    settings: () => guarded(() => handlingApi.settings()),
    set: (...args) => guarded(() => handlingApi.set(...args)),
    versions: () => guarded(() => handlingApi.versions()),
    draws: () => guarded(() => handlingApi.draws()),
  })
}
