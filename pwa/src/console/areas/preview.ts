/** Turns the shapes of a planned version into what a map draws. Knows shapes only. */
import type { Pin } from '@/ui/map/cluster'
import type { Ground } from '@/ui/map/ground'
import { MARKS, type Mark } from '@/ui/map/marks'

import type { Finding, Preview, PreviewShape } from './wire'

/** The last six digits of a cell's code: people of one district say no more than that. */
const CELL_DIGITS = 6

export type NameOf = (shape: { code: string; name: string | null }) => string | null

/** A shape on two sheets is drawn once. */
export function groundOf(sheets: readonly Preview[], nameOf: NameOf): Ground {
  const shapes = [...new Map(sheets.flatMap((sheet) => sheet.shapes).map((shape) => [keyOf(shape), shape])).values()]
  const signed = (shape: PreviewShape, name: string | null) => [MARKS[markOf(shape)].sign, name].filter(Boolean).join(' ')
  return {
    streets: shapes
      .filter(({ area }) => !area)
      .flatMap((shape) =>
        shape.lines.map((line) => ({ code: shape.code, label: signed(shape, nameOf(shape)) || null, depth_m: 0, line, mark: markOf(shape) })),
      ),
    cells: shapes
      .filter(({ area }) => area)
      .map((shape) => ({ code: shape.code, label: signed(shape, shape.code.slice(-CELL_DIGITS)), rings: shape.lines, mark: markOf(shape) })),
    outlines: [],
  }
}

/** What moved is there twice: where it was and where it will be. */
const markOf = ({ status, was }: PreviewShape): Mark => (was ? 'was' : status)
const keyOf = (shape: PreviewShape) => `${markOf(shape)} ${shape.code}`

/** Findings as numbered pins; what must be mended has another shape than what may stay. */
export function pinsOf(findings: readonly Finding[], titleOf: (finding: Finding) => string): Pin[] {
  return findings.map((finding) => ({
    id: String(finding.no),
    place: finding.where,
    tone: finding.severity === 'must' ? 'over' : 'due',
    title: titleOf(finding),
    text: String(finding.no),
  }))
}
