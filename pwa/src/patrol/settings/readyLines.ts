/**
 * Decides whether a patrol can leave: lines of the check, the worst one first in line to be fixed.
 * Knows answers of the phone; must not know texts or how they were found out.
 */
import type { Readiness } from '@/phone/types'
import type { IconName } from '@/ui/components/icons'

export type CameraAnswer = 'works' | 'refused' | 'missing' | 'not-asked'

export interface CheckAnswers extends Readiness {
  camera: CameraAnswer
  position: { known: boolean; blocked: boolean; accuracy_m: number | null }
}

export type LineState = 'good' | 'fix' | 'stop' | 'unknown'

export interface ReadyLine {
  /** Key of the `ready.line` messages. */
  key: 'storage' | 'session' | 'pack' | 'camera' | 'position' | 'persisted' | 'clock' | 'outbox' | 'worker' | 'browser' | 'calibration'
  icon: IconName
  state: LineState
  /** Key of the `ready.says` messages and its slots. */
  says: string
  slots: Record<string, string | number>
}

/** Contract §3: beyond five minutes a report is flagged clock-skew. */
const CLOCK_SKEW_MS = 5 * 60_000
const PACK_OLD_MS = 7 * 24 * 3600_000
const DAY_MS = 24 * 3600_000
const POOR_M = 50

type Line = [ReadyLine['key'], IconName, LineState, string, Record<string, string | number>?]

/** Lines in the order a person would fix them; `stop` means work would be lost, `fix` that it gets harder. */
export function readyLines(answers: CheckAnswers, now: number): ReadyLine[] {
  const lines: Line[] = [
    storage(answers),
    session(answers),
    pack(answers, now),
    camera(answers),
    position(answers),
    calibration(answers),
    persisted(answers),
    clock(answers),
    outbox(answers),
    worker(answers),
    browser(answers),
  ]
  return lines.map(written)
}

/** The one line left of a phone whose storage cannot even be read, with the trouble's word. */
export function storageOnly(trouble: string): ReadyLine[] {
  return [written(storage({ storage: { ok: false, trouble } }))]
}

function written([key, icon, state, says, slots = {}]: Line): ReadyLine {
  return { key, icon, state, says, slots }
}

/** The one thing to fix now: what stops work before what only hinders. */
export function firstToFix(lines: readonly ReadyLine[]): ReadyLine | null {
  return lines.find((line) => line.state === 'stop') ?? lines.find((line) => line.state === 'fix') ?? null
}

export function openLines(lines: readonly ReadyLine[]): number {
  return lines.filter((line) => line.state === 'stop' || line.state === 'fix').length
}

function storage({ storage: answer }: Pick<CheckAnswers, 'storage'>): Line {
  if (answer.ok) return ['storage', 'disk', 'good', 'storage.good']
  const known = ['full', 'stalled', 'newer'].find((word) => word === answer.trouble)
  return ['storage', 'disk', 'stop', `storage.${known ?? 'lost'}`]
}

function session({ session: answer }: CheckAnswers): Line {
  return answer.ok ? ['session', 'person', 'good', 'session.good'] : ['session', 'person', 'fix', 'session.missing']
}

function pack({ pack: answer }: CheckAnswers, now: number): Line {
  if (!answer.ok || answer.fetched_at === null) return ['pack', 'map', 'fix', 'pack.missing']
  const days = Math.floor((now - answer.fetched_at) / DAY_MS)
  if (now - answer.fetched_at > PACK_OLD_MS) return ['pack', 'map', 'fix', 'pack.old', { n: days }]
  return ['pack', 'map', 'good', days === 0 ? 'pack.today' : 'pack.days', { n: days }]
}

function camera({ camera: answer }: CheckAnswers): Line {
  const state = answer === 'works' ? 'good' : answer === 'not-asked' ? 'unknown' : 'fix'
  return ['camera', 'camera', state, `camera.${answer}`]
}

function position({ position: answer }: CheckAnswers): Line {
  if (answer.blocked) return ['position', 'locate', 'fix', 'position.blocked']
  if (!answer.known) return ['position', 'locate', 'unknown', 'position.locating']
  const metres = answer.accuracy_m
  if (metres === null) return ['position', 'locate', 'good', 'position.good-unknown']
  return ['position', 'locate', metres > POOR_M ? 'fix' : 'good', metres > POOR_M ? 'position.poor' : 'position.good', { m: Math.round(metres) }]
}

/** What a browser adds to positions it may stop adding with its next version; that it adds nothing needs no proof. */
function calibration({ calibration: answer }: CheckAnswers): Line {
  if (answer === null) return ['calibration', 'pin', 'unknown', 'calibration.none']
  if (answer.datum === 'wgs84') return ['calibration', 'pin', 'good', 'calibration.fits', { m: Math.round(answer.off_m) }]
  return ['calibration', 'pin', answer.same_browser ? 'good' : 'fix', answer.same_browser ? 'calibration.shifted' : 'calibration.changed']
}

function persisted({ persisted: answer }: CheckAnswers): Line {
  if (answer.ok === null) return ['persisted', 'lock', 'unknown', 'persisted.unknown']
  return answer.ok ? ['persisted', 'lock', 'good', 'persisted.good'] : ['persisted', 'lock', 'fix', 'persisted.refused']
}

function clock({ clock: answer }: CheckAnswers): Line {
  if (answer.offset_ms === null) return ['clock', 'clock', 'unknown', 'clock.unknown']
  const off = Math.abs(answer.offset_ms)
  if (off > CLOCK_SKEW_MS) return ['clock', 'clock', 'fix', 'clock.wrong', { n: Math.round(off / 60_000) }]
  return ['clock', 'clock', 'good', 'clock.good', { s: (off / 1000).toFixed(1) }]
}

function outbox({ outbox_empty: answer }: CheckAnswers): Line {
  return answer.ok ? ['outbox', 'up', 'good', 'outbox.empty'] : ['outbox', 'up', 'fix', 'outbox.pending', { n: answer.pending }]
}

function worker({ worker: answer }: CheckAnswers): Line {
  return answer.ok ? ['worker', 'phone-add', 'good', 'worker.good'] : ['worker', 'phone-add', 'fix', 'worker.missing']
}

/** What hinders in the street; what only the engineer would miss is told on the page behind the button. */
function browser({ browser: answer }: CheckAnswers): Line {
  if (answer.in_app !== null) return ['browser', 'globe', 'fix', 'browser.in-app']
  const n = answer.missing.length
  return n === 0 ? ['browser', 'globe', 'good', 'browser.good'] : ['browser', 'globe', 'fix', 'browser.lacks', { n }]
}
