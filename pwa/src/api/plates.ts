/** Plates with a code for a shop's door: whose there are, taking one back, and whether their address answers outside. */
import type { Plate, PlateAddress } from '@/domain/plates'

import type { Http } from './http'

export interface PlatesApi {
  /** All that a shop ever had, the newest first. */
  list(shopId: string): Promise<Plate[]>
  /** Its code opens nothing any more. */
  revoke(id: string, reason: string): Promise<Plate>
  address(): Promise<PlateAddress>
  /** Begins a check: `page` is opened with a telephone outside. */
  check(): Promise<PlateAddress>
}

export function createPlatesApi(http: Http): PlatesApi {
  return {
    list: async (shopId) => ((await http.json({ method: 'GET', path: `/shops/${encodeURIComponent(shopId)}/plates` })) as { items: Plate[] }).items,
    revoke: async (id, reason) => (await http.json({ method: 'POST', path: `/plates/${encodeURIComponent(id)}/revocation`, json: { reason } })) as Plate,
    address: async () => (await http.json({ method: 'GET', path: '/plate-address' })) as PlateAddress,
    check: async () => (await http.json({ method: 'POST', path: '/plate-address/check' })) as PlateAddress,
  }
}
