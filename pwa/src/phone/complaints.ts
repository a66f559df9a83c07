/** Complaints for the screens: on disk first, sent at once where there is signal. Comes behind the first screen. */
import { createHttp } from '@/api/http'
import { createOwnComplaintsApi } from '@/api/own-complaints'
import { Failure } from '@/domain/problem'
import { dropComplaint, keepComplaint, waitingComplaints } from '@/storage/complaints'
import { fact } from '@/storage/facts'
import { observeQuery } from '@/storage/observe'
import { readTx } from '@/storage/saveTx'
import { StorageTrouble } from '@/storage/trouble'
import { sendComplaints } from '@/sync/complaints'

import type { Parts } from './parts'
import type { Complaints } from './types'

export function createComplaints({ db, now, newId }: Pick<Parts, 'db' | 'now' | 'newId'>, http = createHttp()): Complaints {
  const city = createOwnComplaintsApi(http)
  return {
    observeWaiting: (onChange) => observeQuery(() => waitingComplaints(db), onChange),
    async say(what) {
      const person = await fact(db, 'person')
      if (person === undefined) throw new StorageTrouble('missing')
      const id = newId()
      await keepComplaint(db, { ...what, id, person_id: person.id, at: new Date(now()).toISOString() })
      try {
        await sendComplaints(db, city)
      } catch (error) {
        if (!(error instanceof Failure)) throw error
      }
      const left = await readTx(db, () => waitingComplaints(db))
      return left.some((one) => one.id === id) ? 'kept' : 'sent'
    },
    drop: (id) => dropComplaint(db, id),
    async list() {
      await sendComplaints(db, city)
      return city.list()
    },
  }
}
