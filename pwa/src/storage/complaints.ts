/** What a person has to say to the office, kept here until it has a number; never mixed up with reports. */
import type { PhoneDatabase } from './database'
import { factIn } from './facts'
import { FOR_REPORT, saveTx } from './saveTx'

/** `id` is its name for the server, so that telling it twice makes one. */
export interface ComplaintKept {
  id: string
  person_id: string
  kind: string
  text: string
  case_no: string
  place: string
  at: string
  /** The server's word for why it was not taken; it is not tried again before it is changed. */
  refused?: string
}

export async function waitingComplaints(db: PhoneDatabase): Promise<ComplaintKept[]> {
  const [all, person] = await Promise.all([factIn(db, 'complaints_waiting'), factIn(db, 'person')])
  return (all ?? []).filter(({ person_id }) => person_id === person?.id)
}

export function keepComplaint(db: PhoneDatabase, one: ComplaintKept): Promise<void> {
  return change(db, (all) => [...all.filter(({ id }) => id !== one.id), one])
}

/** It has its number now, or the person thought better of it. */
export function dropComplaint(db: PhoneDatabase, id: string): Promise<void> {
  return change(db, (all) => all.filter((one) => one.id !== id))
}

async function change(db: PhoneDatabase, next: (all: ComplaintKept[]) => ComplaintKept[]): Promise<void> {
  await saveTx(db, [db.facts], async () => {
    await db.facts.put({ key: 'complaints_waiting', value: next((await factIn(db, 'complaints_waiting')) ?? []) })
  }, FOR_REPORT)
}
