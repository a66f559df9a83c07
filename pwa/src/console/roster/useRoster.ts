/** The roster, spoken with the real server. */
import type { RosterApi } from '@/api/roster'
import { uuid7 } from '@/domain/identity'

import { rosterApi } from '../server'
import { useSession } from '../session/useSession'
import { createRoster } from './createRoster'

export function useRoster() {
  const { guarded } = useSession()
  const api: RosterApi = {
    units: () => guarded(() => rosterApi.units()),
    putUnit: (...args) => guarded(() => rosterApi.putUnit(...args)),
    retireUnit: (...args) => guarded(() => rosterApi.retireUnit(...args)),
    members: (...args) => guarded(() => rosterApi.members(...args)),
    join: (...args) => guarded(() => rosterApi.join(...args)),
    leave: (...args) => guarded(() => rosterApi.leave(...args)),
    people: (...args) => guarded(() => rosterApi.people(...args)),
    duty: (...args) => guarded(() => rosterApi.duty(...args)),
    putDuty: (...args) => guarded(() => rosterApi.putDuty(...args)),
    removeDuty: (...args) => guarded(() => rosterApi.removeDuty(...args)),
    chiefs: (...args) => guarded(() => rosterApi.chiefs(...args)),
  }
  return createRoster(api, () => Date.now(), () => uuid7(Date.now()))
}
