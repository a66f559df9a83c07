/**
 * Decides what is on the patrol's map: own segments, own reports of today, cases opened from them. Knows the pack, the
 * mirror and the outbox; must not know where they come from.
 */
import { toWgs84 } from '@/domain/datum'
import type { AreaPack, LonLat } from '@/domain/geography'
import type { Manifest, Position } from '@/domain/report'
import type { NearbyCase } from '@/domain/duplicates'
import type { MyReport, OutboxView, TaskCase } from '@/phone/types'
import type { Ground, Street } from '@/ui/map/ground'
import { metresBetween, metresToLine } from '@/ui/map/measure'
import type { Tone } from '@/ui/map/pinShapes'

/** An open case looks as it does in a list of cases; what the person reported is a green square. */
export const TONES = { task: 'act', case: 'plain', mine: 'done' } as const satisfies Record<string, Tone>

export interface Thing {
  id: string
  kind: keyof typeof TONES
  tone: Tone
  /** How long there is, of a task. */
  clock?: string
  place: LonLat
  category: string | null
  segment: { code: string; name: string } | null
}

/** A report that is still on this phone. */
export interface Queued {
  view: OutboxView
  manifest: Manifest
}

type Today = (iso: string) => boolean

export function thingsOf(reports: readonly MyReport[], queued: readonly Queued[], today: Today): Thing[] {
  const known = new Set(reports.map(({ id }) => id))
  return [
    ...reports.flatMap((report) => fromServer(report, today)),
    ...queued.filter(({ view }) => !known.has(view.id) && !view.reply).flatMap(fromPhone),
  ]
}

/** A refused report and one that repeated another are no longer anything on the street. */
function fromServer(report: MyReport, today: Today): Thing[] {
  if (report.reply_to) return []
  const open = report.status === 'accepted' && report.case_no !== null && report.handled_on_spot !== true
  const kind = open ? 'case' : 'mine'
  const shown = open || (['accepted', 'pending', 'verifying', 'to-amend'].includes(report.status) && today(report.captured_at ?? report.received_at))
  const segment = report.placement?.segment ?? null
  return shown ? located(report.position, { id: report.id, kind, tone: TONES[kind], category: report.category, segment }) : []
}

function fromPhone({ view, manifest }: Queued): Thing[] {
  const segment = view.segment_name === null ? null : { code: '', name: view.segment_name }
  return located(manifest.position, { id: view.id, kind: 'mine', tone: TONES.mine, category: manifest.category, segment })
}

/** What somebody is to do looks as its clock stands, and is there once, whoever reported it. */
export function withWork(things: readonly Thing[], tasks: readonly { task: TaskCase; tone: Tone; clock: string }[], open: readonly NearbyCase[]): Thing[] {
  const mine = tasks.flatMap(({ task, tone, clock }) => {
    const segment = task.segment && { code: task.segment.code, name: task.segment.name ?? task.segment.code }
    const at = task.position as Pick<Position, 'lon' | 'lat' | 'datum'> | null
    return located(at, { id: task.case_no, kind: 'task', tone: tone === 'plain' ? 'act' : tone, clock, category: task.category.slug ?? null, segment })
  })
  const known = new Set(tasks.flatMap(({ task }) => [task.case_no, task.report_id]))
  const others = open.filter(({ case_no }) => !known.has(case_no)).flatMap(({ case_no, category, lon, lat }) => {
    return located({ lon, lat, datum: 'wgs84' }, { id: case_no, kind: 'case', tone: TONES.case, category, segment: null })
  })
  return [...mine, ...things.filter(({ id }) => !known.has(id)), ...others]
}

function located(position: Pick<Position, 'lon' | 'lat' | 'datum'> | null, thing: Omit<Thing, 'place'>): Thing[] {
  if (position === null || !Number.isFinite(position.lon) || !Number.isFinite(position.lat)) return []
  return [{ ...thing, place: toWgs84(position.lon, position.lat, position.datum) }]
}

/** The pack as a map draws it; the person's own segments are bold. */
export function groundOf(pack: AreaPack, own: ReadonlySet<string>, nameOf: (segment: { code: string; name: string | null }) => string): Ground {
  return {
    streets: pack.segments.map((segment) => ({
      code: segment.code,
      label: nameOf(segment),
      depth_m: segment.depth_m,
      line: segment.line,
      own: own.has(segment.code),
    })),
    cells: pack.cells.map(({ code, polygon }) => ({ code, label: code.slice(-6), rings: polygon })),
    outlines: [],
  }
}

/** With metres from the person, nearest first; in their own order and null without a place. */
export function nearestFirst<T>(things: readonly T[], here: LonLat | null, far: (thing: T, here: LonLat) => number): (T & { metres: number | null })[] {
  if (here === null) return things.map((thing) => ({ ...thing, metres: null }))
  return things.map((thing) => ({ ...thing, metres: far(thing, here) })).sort((a, b) => a.metres - b.metres)
}

export const farThing = (thing: Thing, here: LonLat) => metresBetween(thing.place, here)
export const farStreet = (street: Street, here: LonLat) => metresToLine(here, street.line)

/** A corner in the middle of a street, to look at. */
export function middleOf({ line }: Street): LonLat {
  const [a, b] = [line[Math.floor((line.length - 1) / 2)], line[Math.ceil((line.length - 1) / 2)]]
  return a && b ? [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] : [0, 0]
}
