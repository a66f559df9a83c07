/** Sends what a person has to say as soon as there is signal; a refusal of the words themselves stays here to be read. */
import type { OwnComplaintsApi } from '@/api/own-complaints'
import { Failure } from '@/domain/problem'
import { dropComplaint, keepComplaint, waitingComplaints } from '@/storage/complaints'
import type { PhoneDatabase } from '@/storage/database'
import { readTx } from '@/storage/saveTx'

/** Rejects with a Failure when there is no server, or a login is needed; what was sent before then is gone from here. */
export async function sendComplaints(db: PhoneDatabase, city: OwnComplaintsApi): Promise<void> {
  for (const one of await readTx(db, () => waitingComplaints(db))) {
    if (one.refused !== undefined) continue
    try {
      const { id, kind, text, case_no, place } = one
      await city.fileComplaint({ id, kind, text, case_no, place })
      await dropComplaint(db, one.id)
    } catch (error) {
      if (!(error instanceof Failure) || error.status !== 422) throw error
      await keepComplaint(db, { ...one, refused: error.problem?.detail ?? error.slug })
    }
  }
}
