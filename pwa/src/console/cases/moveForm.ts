/**
 * What a move asks of a person, what of it is still missing, and the order it becomes.
 * Knows the words of the wire; must not know a screen.
 */
import type { MoveOrder, MoveView } from '@/domain/case-work'

import { cityMoment } from '../cityMoment'

export interface MoveForm {
  chip: string
  reason: string
  unit: string
  co_units: string[]
  person: string
  note: string
  wanted_value: number | null
  wanted_unit: string
  resume_on: string
  reply_by: string
  level: string
  campaign: string
  answers: Record<string, boolean>
}

export type Field =
  | 'reason' | 'unit' | 'co_units' | 'person' | 'photos' | 'note' | 'wanted' | 'resume_on' | 'answers' | 'reply_by' | 'level' | 'campaign'

const FIELDS: readonly string[] = ['reason', 'unit', 'co_units', 'person', 'photos', 'note', 'wanted', 'resume_on', 'answers', 'reply_by', 'level', 'campaign']
/** These name something that was chosen before the dialog opened. */
export type Target = Pick<MoveOrder, 'request' | 'order' | 'whistle'>

export function emptyForm(): MoveForm {
  return {
    chip: '', reason: '', unit: '', co_units: [], person: '', note: '', wanted_value: null, wanted_unit: 'working_days',
    resume_on: '', reply_by: '', level: '', campaign: '', answers: {},
  }
}

export interface Asked {
  field: Field
  required: boolean
}

/** The fields of a move in the order of its `needs`; what this release has no field for is not asked. */
export function asked(move: MoveView): Asked[] {
  return move.needs
    .map((need) => ({ field: need.replace('?', ''), required: !need.endsWith('?') }))
    .filter((one): one is Asked => FIELDS.includes(one.field))
}

/** A word as a sentence of its own, then what somebody added. */
export function reasonOf(sentence: string, added: string): string {
  return [sentence, added.trim()].filter(Boolean).join(' ')
}

/** Words of the wire of which the reason must be one; empty where it is a sentence of the person's own. */
export function listedReasons(move: MoveView): string[] {
  const told = move.choices?.reason
  return Array.isArray(told) ? told.filter((word): word is string => typeof word === 'string') : []
}

/** Of these fields at least one must be filled in, whichever. */
const EITHER: Record<string, readonly Field[]> = { progress: ['note', 'photos', 'answers'], 'hand-over': ['person', 'unit'] }

/** The keys of questions that a move wants answered. */
export function questionsOf(move: MoveView): string[] {
  const told = move.choices?.answers
  return Array.isArray(told) ? told.filter((key): key is string => typeof key === 'string') : []
}

/** What is still missing before the move can be made; `sentence` belongs to the chosen chip. */
export function missing(move: MoveView, form: MoveForm, photos: number, sentence: string): Field[] {
  const lacks: Record<Field, boolean> = {
    reason: listedReasons(move).length > 0 ? form.chip === '' : reasonOf(sentence, form.reason) === '',
    unit: form.unit === '',
    co_units: form.co_units.length === 0,
    person: form.person === '',
    photos: photos === 0,
    note: form.note.trim() === '',
    wanted: !(form.wanted_value !== null && Number.isInteger(form.wanted_value) && form.wanted_value > 0),
    resume_on: form.resume_on === '',
    answers: questionsOf(move).some((key) => form.answers[key] === undefined),
    reply_by: form.reply_by === '',
    level: form.level === '',
    campaign: form.campaign.trim() === '',
  }
  const either = EITHER[move.verb] ?? []
  if (either.length > 0 && either.every((field) => lacks[field] || (field === 'answers' && Object.keys(form.answers).length === 0))) return [...either]
  return asked(move).filter(({ field, required }) => required && lacks[field]).map(({ field }) => field)
}

/** The order: only what the move asks and the person filled in. */
export function orderOf(move: MoveView, form: MoveForm, photos: { sha256: string; role: string }[], sentence: string, target: Target = {}): MoveOrder {
  const fields = new Set(asked(move).map(({ field }) => field))
  const order: MoveOrder = { verb: move.verb, ...target }
  const reason = listedReasons(move).length > 0 ? form.chip : reasonOf(sentence, form.reason)
  if (fields.has('reason') && reason) order.reason = reason
  if (fields.has('unit') && form.unit) order.unit = form.unit
  if (fields.has('co_units') && form.co_units.length > 0) order.co_units = form.co_units
  if (fields.has('person') && form.person) order.person = form.person
  if (fields.has('photos') && photos.length > 0) order.photos = photos
  if (fields.has('note') && form.note.trim()) order.note = form.note.trim()
  if (fields.has('wanted') && form.wanted_value && form.wanted_unit) order.wanted = { value: form.wanted_value, unit: form.wanted_unit }
  if (fields.has('resume_on') && form.resume_on) order.resume_on = form.resume_on
  if (fields.has('answers') && Object.keys(form.answers).length > 0) order.answers = { ...form.answers }
  const replyBy = cityMoment(form.reply_by)
  if (fields.has('reply_by') && replyBy) order.reply_by = replyBy
  if (fields.has('level') && form.level) order.level = form.level
  if (fields.has('campaign') && form.campaign.trim()) order.campaign = form.campaign.trim()
  return order
}
