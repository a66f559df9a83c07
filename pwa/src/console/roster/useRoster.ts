/** The roster, spoken with the real server. */
import type { RosterApi } from '@/api/roster'
import { uuid7 } from '@/domain/identity'

import { rosterApi } from '../server'
import { useSession } from '../session/useSession'
import { cityDay } from '../when'
import { createChiefs, type ChiefsPort } from './createChiefs'
import { createRoster } from './createRoster'

type Guarded = ReturnType<typeof useSession>['guarded']

const chiefsApi = (guarded: Guarded): ChiefsPort => ({
  chiefs: (...args) => guarded(() => rosterApi.chiefs(...args)),
  putChief: (...args) => guarded(() => rosterApi.putChief(...args)),
  endChief: (...args) => guarded(() => rosterApi.endChief(...args)),
})

export const useChiefs = () => createChiefs(chiefsApi(useSession().guarded), () => cityDay(new Date()), () => uuid7(Date.now()))

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
    ...chiefsApi(guarded),
  }
  return createRoster(api, () => Date.now(), () => uuid7(Date.now()))
}
