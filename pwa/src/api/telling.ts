/** What a phone tells of itself, so that a supervisor sees which phone holds what and why. */
import type { PhoneState } from '@/domain/phone-state'
import { Failure } from '@/domain/problem'
import { isRecord, isText } from '@/domain/shapes'

import type { Http } from './http'

export interface Telling {
  /** Ids of the events the server now has. `lastWords`: the page may be gone before the answer. */
  tell(state: PhoneState, lastWords?: boolean): Promise<string[]>
}

export function createTelling(http: Http): Telling {
  return {
    async tell(state, lastWords = false) {
      try {
        return idsFrom(await http.json({ method: 'POST', path: '/sync/state', json: state, keepalive: lastWords }))
      } catch (error) {
        if (!(error instanceof Failure) || (error.status !== 404 && error.status !== 405)) throw error
        await tellOlderServer(http, state)
        return []
      }
    },
  }
}

/** A server that does not know the address takes the count beside an empty offer. */
async function tellOlderServer(http: Http, { device_id, outstanding: { count, oldest } }: PhoneState): Promise<void> {
  await http.json({ method: 'POST', path: '/sync/offer', json: { reports: [], device_id, outstanding: { count, oldest } } })
}

function idsFrom(body: unknown): string[] {
  return isRecord(body) && Array.isArray(body.events) ? body.events.filter(isText) : []
}
