/**
 * Decides which sentences stand beside a report: what is really known to be in order, and what a person should look at.
 * Knows report views and message names; must not know their words.
 */
import { flagSaidBy, type CheckView } from '@/domain/checks'
import type { ReportView } from '@/domain/views'

import { beforeAndAfter } from './photos'

export interface Sentence {
  /** Name below `evidence.` in the message files; null for a check, and for a flag this release does not know. */
  message: string | null
  /** The flag as it came, for a generic sentence. */
  flag: string | null
  /** In order, worth a look, or only to be known. */
  tone: 'good' | 'look' | 'note'
  /** Slots of the sentence: counts, and metres which the screen writes as a distance. */
  count?: number
  metres?: number
  /** What a rule of the server says; it has a sentence of its own. */
  check?: CheckView
}

/** A fix as good as the sidewalk is wide on both sides; beyond 50 m the server flags it itself. */
const GOOD_FIX_M = 30
const POSITION_DOUBTS = ['position-missing', 'accuracy-missing', 'coarse-fix', 'stale-fix']
const PHOTO_DOUBTS = ['photo-undecodable', 'photo-lost', 'photos-too-few', 'photos-too-many']

/** Doubts first, then what is in order, then remarks; each sentence stands on a field the server sent. */
export function evidence(report: ReportView, known: (flag: string) => boolean): Sentence[] {
  return [...doubts(report, known), ...facts(report), ...remarks(report)]
}

/** How many sentences ask for a look. */
export function doubtCount(report: ReportView): number {
  return doubts(report, () => true).length
}

function doubts(report: ReportView, known: (flag: string) => boolean): Sentence[] {
  const found: Sentence[] = []
  const waiting = report.photos.filter((photo) => !photo.stored).length
  const superseded = report.flags.includes('superseded')
  if (waiting > 0 && !superseded) found.push({ message: 'photos-waiting', flag: null, tone: 'look', count: waiting })
  if (report.handled_on_spot && !hasRole(report, 'after')) found.push({ message: 'no-after', flag: null, tone: 'look' })
  const place = placeDoubt(report)
  if (place) found.push(place)
  const checks = said(report, 'look')
  const told = new Set(checks.map((sentence) => sentence.flag))
  for (const flag of report.flags.filter((one) => !told.has(one))) {
    found.push({ message: known(flag) ? `flag.${flag}` : null, flag, tone: 'look' })
  }
  return [...found, ...checks]
}

/** What the rules say, each with the flag that it makes superfluous. */
function said(report: ReportView, tone: CheckView['tone']): Sentence[] {
  const checks = (report.checks ?? []).filter((check) => check.tone === tone)
  return checks.map((check) => ({ message: null, flag: flagSaidBy(check), tone, check }))
}

function placeDoubt(report: ReportView): Sentence | null {
  const placement = report.placement
  // Once a person chose, the open question is answered.
  if (!placement || placement.chosen_by) return null
  const status = placement.segment_status ?? placement.status
  if (status === 'near-edge') return { message: 'place-near-edge', flag: null, tone: 'look' }
  if (status !== 'ambiguous') return null
  const count = placement.candidates.filter((candidate) => candidate.kind === 'segment').length
  return count > 1 ? { message: 'place-ambiguous', flag: null, tone: 'look', count } : null
}

/** With cells of a hundred metres half of all places lie near a border; nobody can or need decide that by eye. */
function remarks(report: ReportView): Sentence[] {
  const status = report.placement?.cell_status
  return status === 'near-edge' || status === 'ambiguous' ? [{ message: 'cell-near-edge', flag: null, tone: 'note' }] : []
}

function facts(report: ReportView): Sentence[] {
  const found: Sentence[] = []
  const say = (message: string, slots: Partial<Sentence> = {}) =>
    found.push({ message: `ok.${message}`, flag: null, tone: 'good', ...slots })
  const none = (flags: string[]) => !flags.some((flag) => report.flags.includes(flag))
  const stored = report.photos.length > 0 && report.photos.every((photo) => photo.stored)
  if (stored && none(PHOTO_DOUBTS)) say('photos', { count: report.photos.length })
  if (stored && none(['gallery'])) say('camera')
  const accuracy = report.position?.accuracy_m
  if (typeof accuracy === 'number' && accuracy >= 0 && accuracy <= GOOD_FIX_M && none(POSITION_DOUBTS)) {
    say('fix', { metres: accuracy })
  }
  if ((report.placement?.segment_status ?? report.placement?.status) === 'inside') say('place')
  if (beforeAndAfter(report.photos)) say('before-after')
  return [...found, ...said(report, 'good')]
}

function hasRole(report: ReportView, role: string): boolean {
  return report.photos.some((photo) => photo.role === role)
}
