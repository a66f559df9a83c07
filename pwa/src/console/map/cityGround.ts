/** Turns the sheets of a map into what is drawn, each shape once. Knows the wire's shapes; must not know the page. */
import type { ShapesView, ShapeView } from '@/domain/map-views'
import type { LonLat } from '@/domain/geography'
import type { Ground } from '@/ui/map/ground'

export type NameOf = (segment: { code: string; name: string | null }) => string | null

/** The last six digits of a cell's code: people of one district say no more than that. */
const CELL_DIGITS = 6

/** What is drawn of these sheets; a shape on two of them is drawn once. */
export function groundOf(segments: readonly ShapesView[], cells: readonly ShapesView[], nameOf: NameOf): Ground {
  const drawn = once(cells)
  return {
    streets: once(segments).flatMap((shape) =>
      shape.lines.map((line) => ({ code: shape.code, label: nameOf(shape), depth_m: shape.depth_m, line })),
    ),
    cells: drawn.filter(({ kind }) => kind === 'cell').map(({ code, lines }) => ({ code, label: code.slice(-CELL_DIGITS), rings: lines })),
    outlines: drawn.filter(({ kind }) => kind === 'outline').flatMap(({ lines }) => lines),
  }
}

/** What was drawn before, where nothing newer has come: the map shows no hole while sheets are on their way. */
export function withBefore(now: Ground, before: Ground): Ground {
  return {
    streets: [...now.streets, ...missing(before.streets, now.streets)],
    cells: [...now.cells, ...missing(before.cells, now.cells)],
    outlines: now.outlines.length > 0 ? now.outlines : before.outlines,
  }
}

function missing<T extends { code: string }>(before: T[], now: T[]): T[] {
  const known = new Set(now.map(({ code }) => code))
  return before.filter(({ code }) => !known.has(code))
}

function once(sheets: readonly ShapesView[]): ShapeView[] {
  const seen = new Set<string>()
  return sheets.flatMap(({ shapes }) => shapes).filter((shape) => {
    const key = shape.kind === 'outline' ? JSON.stringify(shape.lines[0]?.[0]) : shape.code
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/** All lines of the person's own segments, of all segments for somebody without such. */
export function linesOfScope({ shapes }: ShapesView, own: readonly string[]): LonLat[][] {
  const mine = shapes.filter(({ code }) => own.includes(code))
  return (mine.length > 0 ? mine : shapes).flatMap(({ lines }) => lines)
}
