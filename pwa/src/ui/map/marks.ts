/**
 * How shapes of a planned map are told apart: by colour, by dashes and by a sign beside their name, so that no one of
 * them is needed. Knows a drawing context and numbers.
 */
import { trace, type Frame, type Ink } from './paint'
import type { Cell, Drawable, Street } from './ground'
import type { Palette } from './palette'

/** `was`: where one that moves lies today. */
export type Mark = 'added' | 'removed' | 'moved' | 'was' | 'same'

interface Look {
  colour: 'done' | 'over' | 'due-ink' | 'ink-2'
  width: number
  dash: number[]
  /** Before the name. */
  sign: string
}

export const MARKS: Record<Mark, Look> = {
  added: { colour: 'done', width: 5, dash: [], sign: '+' },
  removed: { colour: 'over', width: 4, dash: [6, 6], sign: '−' },
  moved: { colour: 'due-ink', width: 5, dash: [14, 4, 3, 4], sign: '→' },
  was: { colour: 'ink-2', width: 3, dash: [3, 5], sign: '○' },
  same: { colour: 'ink-2', width: 2, dash: [], sign: '' },
}

/** Painted in this order: what is new or gone lies above what stays. */
const ORDER: Mark[] = ['same', 'was', 'moved', 'removed', 'added']
const FILL = 0.16
/** What is or was there only has an outline. */
const STAYS_BARE = new Set<Mark>(['same', 'was'])

type Seen = Pick<Drawable, 'streets' | 'cells'>

export function paintMarks(ink: Ink, frame: Frame, { streets, cells }: Seen, palette: Palette): void {
  ink.lineCap = 'butt'
  ink.lineJoin = 'round'
  for (const mark of ORDER) {
    const { colour, width, dash } = MARKS[mark]
    const has = (thing: Street | Cell) => thing.mark === mark
    const areas = cells.filter(({ cell }) => has(cell)).flatMap(({ rings }) => rings)
    const lines = streets.filter(({ street }) => has(street)).map(({ path }) => path)
    if (areas.length + lines.length === 0) continue
    ink.strokeStyle = ink.fillStyle = palette[colour]
    ink.lineWidth = width
    ink.setLineDash(dash)
    ink.beginPath()
    for (const path of areas) trace(ink, frame, path)
    ink.globalAlpha = STAYS_BARE.has(mark) ? 0 : FILL
    ink.fill('evenodd')
    ink.globalAlpha = 1
    for (const path of lines) trace(ink, frame, path)
    ink.stroke()
  }
  ink.setLineDash([])
}
