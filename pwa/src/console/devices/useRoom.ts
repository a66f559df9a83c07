/** The sync room of this page, spoken with the real server; who left it finds the same phone chosen. */
import { devicesApi } from '../server'
import { useSession } from '../session/useSession'
import { createRoom } from './createRoom'
import { useWaiting } from './useWaiting'

const guarded = <T>(request: () => Promise<T>): Promise<T> => useSession().guarded(request)

const room = createRoom({
  list: (state, cursor, limit) => guarded(() => devicesApi.list(state, cursor, limit)),
  totals: () => guarded(devicesApi.totals),
  get: (id) => guarded(() => devicesApi.get(id)),
  contact: (id) => guarded(() => devicesApi.contact(id)),
  markSeen: (id, eventId) => guarded(() => devicesApi.markSeen(id, eventId)),
  markAsked: (id) => guarded(() => devicesApi.markAsked(id)),
  onTotals: useWaiting().take,
})

export const useRoom = () => room
