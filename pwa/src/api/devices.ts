/** The registry of phones as supervisors read it, and what they note in it. */
import type { Contact, DeviceDetail, DevicePage, DeviceTotals } from '@/domain/devices'

import type { Http } from './http'
import { queryOf } from './query'

export interface DevicesApi {
  list(state: 'attention' | 'quiet', cursor: string | null, limit: number): Promise<DevicePage>
  totals(): Promise<DeviceTotals>
  get(id: string): Promise<DeviceDetail>
  /** Whom to ask; the server logs who looked. */
  contact(id: string): Promise<Contact>
  markSeen(id: string, eventId: string): Promise<DeviceDetail>
  markAsked(id: string): Promise<DeviceDetail>
}

export function createDevicesApi(http: Http): DevicesApi {
  const read = (path: string) => http.json({ method: 'GET', path: `/devices${path}` })
  const note = (path: string) => http.json({ method: 'POST', path: `/devices${path}` })
  return {
    list: async (state, cursor, limit) =>
      (await read(queryOf({ state, limit, ...(cursor !== null && { cursor }) }))) as DevicePage,
    totals: async () => (await read('/totals')) as DeviceTotals,
    get: async (id) => (await read(`/${id}`)) as DeviceDetail,
    contact: async (id) => (await read(`/${id}/contact`)) as Contact,
    markSeen: async (id, eventId) => (await note(`/${id}/events/${eventId}/seen`)) as DeviceDetail,
    markAsked: async (id) => (await note(`/${id}/missing/asked`)) as DeviceDetail,
  }
}
