/**
 * What a case asks of the person with the phone: check it, claim it, work on it, come. Pure: a case as the server told it
 * in, and a kind, an order and the pictures worth carrying out. A word this version does not know is left alone.
 */
import type { CaseEvidence } from './case-work'
import { lastOf } from './last'
import type { CaseView, PhotoView } from './views'

/** What a unit asks for; decided by somebody else, so it needs the network. */
export const ASKING_VERBS = ['ask-extension', 'ask-return', 'ask-suspension'] as const
export type AskingVerb = (typeof ASKING_VERBS)[number]

/** The body of a case as `GET /api/v1/tasks` and the change feed tell it to who acts on it. */
export type TaskCase = CaseView

export type TaskKind = 'check' | 'verify' | 'rework' | 'arrive' | 'claim' | 'handle'

/** Which verb makes a case a task of which kind; the first that fits. */
const KIND_OF: readonly [verb: string, kind: TaskKind][] = [
  ['check-pass', 'check'],
  ['check-fail', 'check'],
  ['verify', 'verify'],
  ['arrive', 'arrive'],
  ['claim', 'claim'],
  ['dispose', 'handle'],
  // A unit that works along notes its part and hands nothing in.
  ['progress', 'handle'],
]

export function mayMove(task: Pick<TaskCase, 'moves'>, verb: string): boolean {
  return task.moves?.some((move) => move.verb === verb) === true
}

/** What is asked of this person; null when nothing is, as of what the server last told. */
export function taskKind(task: Pick<TaskCase, 'state' | 'moves'>): TaskKind | null {
  const kind = KIND_OF.find(([verb, kind]) => mayMove(task, verb) && (kind !== 'check' || task.state === 'checking'))?.[1] ?? null
  return task.state === 'rework' && (kind === 'handle' || kind === 'claim') ? 'rework' : kind
}

/** When the person must be done, in ISO: the stage's end for a check, the nearer of the two ends for a rework. */
export function dueOf(task: Pick<TaskCase, 'state' | 'moves' | 'clock' | 'whistles'>): string | null {
  const { clock } = task
  const kind = taskKind(task)
  if (kind === 'arrive') return task.whistles?.find(({ ended_at }) => !ended_at)?.arrive_by ?? clock?.due_at ?? null
  if (kind === 'check') return clock?.stage?.due_at ?? clock?.due_at ?? null
  const ends = [clock?.due_at, kind === 'rework' ? clock?.rework_due_at : null].filter((end) => typeof end === 'string')
  return ends.sort()[0] ?? null
}

/** Urgent first, then what was sent back, then by when it is due; what has no end comes last. */
export function byPress(a: TaskCase, b: TaskCase): number {
  return weight(a) - weight(b) || dueAt(a) - dueAt(b) || a.case_no.localeCompare(b.case_no)
}

function weight(task: TaskCase): number {
  if (task.urgent) return 0
  return taskKind(task) === 'rework' ? 1 : 2
}

function dueAt(task: TaskCase): number {
  const due = Date.parse(dueOf(task) ?? '')
  return Number.isNaN(due) ? Infinity : due
}

/** A picture of the case with whose words it came. */
export interface CasePicture extends PhotoView {
  at: string
  note: string | null
}

/** Whether there is a picture of it to show. */
export const isShown = (photo: PhotoView) => photo.stored && photo.decodable !== false && !photo.clip

/** How the place was found: the first picture of the report that opened the case. */
export function beforePicture(task: Pick<TaskCase, 'evidence'>): CasePicture | null {
  const found = (task.evidence ?? []).filter(({ what }) => what === 'opened' || what === 'joined')
  return first(found, (photo) => photo.role !== 'after')
}

/** How it was left: the latest picture of afterwards, of the unit's or of who solved it on the spot. */
export function afterPicture(task: Pick<TaskCase, 'evidence'>): CasePicture | null {
  return first([...(task.evidence ?? [])].reverse(), (photo) => photo.role === 'after')
}

/** What the last check showed, for who has to do it again. */
export function checkPicture(task: Pick<TaskCase, 'evidence'>): CasePicture | null {
  return first([...(task.evidence ?? [])].reverse(), (photo) => photo.role === 'check')
}

function first(evidence: CaseEvidence[], fits: (photo: PhotoView) => boolean): CasePicture | null {
  for (const { at, note, photos } of evidence) {
    const photo = photos.find((one) => isShown(one) && fits(one))
    if (photo) return { ...photo, at: photo.taken_at ?? at, note }
  }
  return null
}

/** The last words of who worked on it. */
export function wordsOfHandling(task: Pick<TaskCase, 'evidence'>): { words: string; at: string } | null {
  const said = (task.evidence ?? []).filter(({ what, note }) => what === 'handled' && note)
  const last = lastOf(said)
  return last?.note ? { words: last.note, at: last.at } : null
}

const FAILED: readonly string[] = ['check-fail', 'check-failed', 'send-back', 'sent-back']

/** Why the last check failed, in the checker's words. */
export function wordsOfCheck(task: Pick<TaskCase, 'events'>): { words: string; at: string } | null {
  const failed = lastOf((task.events ?? []).filter(({ kind, reason }) => FAILED.includes(kind) && reason))
  return failed?.reason ? { words: failed.reason, at: failed.at } : null
}

/** Hashes of the pictures that a phone carries for a task, the most useful first. */
export function picturesOf(task: Pick<TaskCase, 'evidence'>): string[] {
  const wanted = [beforePicture(task), afterPicture(task), checkPicture(task)]
  return [...new Set(wanted.flatMap((photo) => (photo ? [photo.sha256] : [])))]
}
