/**
 * A 整改通知单 given out in the street: what a phone takes along for it, what stands on it, what counts as served.
 * Pure; must not know where anything is kept.
 */
import { lastOf } from './last'
import type { PhotoRole } from './report'
import type { DrawnStroke } from './strokes'

/** Numbers that this phone may give, and until when; `left` in order. */
export interface NumberBlock {
  id: string
  /** How a number is written; `{n}` is the running one. */
  form: string
  left: number[]
  ends_at: string
}

/** A template whose `authorised` categories need no further signature than that of `officer`. */
export interface PaperTemplate {
  id: number
  unit_code: string
  issuer: string
  officer: string
  texts: { head_lines: string[]; opening: string; phrases: string[]; closing: string; rights: string; contact: string }
  authorised: string[]
  block: NumberBlock | null
}

export interface PaperBasis {
  id: number
  code: string
  version: number
  title: string
  article: string
  text: string
}

/** Everything that a phone needs to give out papers without signal. */
export interface PaperKit {
  templates: PaperTemplate[]
  basis: PaperBasis[]
  /** What every paper says of itself. */
  disclaimer: string
}

export const CAPACITIES = ['operator', 'manager', 'agent'] as const
export type Means = 'in-person' | 'left'
/** Points between 0 and 1, from the upper left corner of the field. */
export type Stroke = [x: number, y: number][]

/** How it was handed over; texts as they stand on the paper. */
export interface PaperService {
  means: Means
  at: string | null
  signer: string
  capacity: string
  strokes: Stroke[]
  witness: string
  reason: string
}

/** What is written of a paper, in a draft and in a manifest. Without a number it is a draft for the office. */
export interface Paper {
  id: string
  template_id: number
  block_id: string | null
  running: number | null
  number: string | null
  /** When the number was given. */
  at: string | null
  receiver: { kind: 'shop' | 'unit' | 'party'; code: string | null; name: string }
  address: string
  basis: number[]
  requirement: string
  deadline: string | null
  service: PaperService
}

export const NO_SERVICE: Readonly<PaperService> = { means: 'in-person', at: null, signer: '', capacity: '', strokes: [], witness: '', reason: '' }

export function newPaper(id: string, templateId: number, address: string, deadline: string | null): Paper {
  return {
    id, template_id: templateId, block_id: null, running: null, number: null, at: null,
    receiver: { kind: 'party', code: null, name: '' }, address, basis: [], requirement: '', deadline,
    service: { ...NO_SERVICE, strokes: [] },
  }
}

/** Templates under which papers about this category may be given out at once; those of the person's own units first. */
export function templatesFor(kit: PaperKit | null, category: string | null, units: readonly string[]): PaperTemplate[] {
  const fitting = (kit?.templates ?? []).filter(({ authorised }) => category !== null && authorised.includes(category))
  const own = (template: PaperTemplate) => (units.includes(template.unit_code) ? 0 : 1)
  return fitting.sort((a, b) => own(a) - own(b))
}

/** How many numbers may still be given at this moment. */
export function numbersLeft(template: PaperTemplate | undefined, now: number): number {
  const { block } = template ?? {}
  return block && Date.parse(block.ends_at) > now ? block.left.length : 0
}

export type Lack = 'name' | 'requirement' | 'deadline'

/** What has to be said before it gets a number. */
export function lacksOfContent(paper: Paper): Lack | null {
  if (paper.receiver.name.trim() === '') return 'name'
  if (paper.requirement.trim() === '') return 'requirement'
  return paper.deadline === null ? 'deadline' : null
}

export type ServiceLack = 'signer' | 'capacity' | 'signature' | 'witness' | 'reason' | 'photo'

/**
 * What is missing for it to count as served: signed for with name, capacity and strokes (or a picture of the signed
 * paper), or left with a witness, a reason and a picture of the paper. That somebody has seen it is no service.
 */
export function lacksOfService({ service }: Paper, photos: readonly { role: PhotoRole }[]): ServiceLack | null {
  const pictured = photos.some(({ role }) => role === 'paper')
  const said = (words: string) => words.trim() !== ''
  if (service.means === 'in-person') {
    if (!said(service.signer)) return 'signer'
    if (!said(service.capacity)) return 'capacity'
    return service.strokes.length > 0 || pictured ? null : 'signature'
  }
  if (!said(service.reason)) return 'reason'
  if (!said(service.witness)) return 'witness'
  return pictured ? null : 'photo'
}

/** A finger gives hundreds of points a second; this many say the same, and a manifest has room for them. */
const MOST_POINTS = 1_200
/** In shares of the field; coarser only for who scribbles without end. */
const NEAREST = [0.004, 0.012, 0.04] as const

/** Every stroke with fewer points, each to a thousandth. */
export function thinned(strokes: readonly DrawnStroke[]): Stroke[] {
  let thin: Stroke[] = []
  for (const nearest of NEAREST) {
    thin = strokes.map((stroke) => thinnedOne(stroke, nearest))
    if (thin.reduce((sum, stroke) => sum + stroke.length, 0) <= MOST_POINTS) break
  }
  return thin
}

function thinnedOne(stroke: DrawnStroke, nearest: number): Stroke {
  const kept: Stroke = []
  for (const [x, y] of stroke) {
    const last = lastOf(kept)
    const point: [number, number] = [within(x), within(y)]
    if (last === undefined || Math.hypot(point[0] - last[0], point[1] - last[1]) >= nearest) kept.push(point)
  }
  return kept
}

const within = (share: number) => Math.round(Math.min(1, Math.max(0, share)) * 1000) / 1000

/** Numbers that were given here, by block: a server that has not heard of them yet would offer them again. */
export type Given = Record<string, number[]>

/** The kit without the numbers that this phone has given already. */
export function withoutGiven(kit: PaperKit, given: Given): PaperKit {
  const free = (block: NumberBlock) => ({ ...block, left: block.left.filter((running) => !given[block.id]?.includes(running)) })
  return { ...kit, templates: kit.templates.map((one) => ({ ...one, block: one.block && free(one.block) })) }
}

export function joinGiven(a: Given, b: Given): Given {
  const blocks = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  return Object.fromEntries(blocks.map((id) => [id, [...new Set([...(a[id] ?? []), ...(b[id] ?? [])])].sort((x, y) => x - y)]))
}
