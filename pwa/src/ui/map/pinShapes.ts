/**
 * How a pin looks: one shape per tone, so that it can be told apart without colour. Octagon overdue, diamond due,
 * circle running, square stopped or done. Path data on a square of 32 units.
 */
import type { Tone } from '../components/StateTag.vue'

export type { Tone }

export interface PinShape {
  outline: string
  /** What stands inside a single pin; a group has its number there. */
  mark: string
}

const CIRCLE = 'M16 3a13 13 0 1 0 0 26 13 13 0 0 0 0-26z'
const DOT = 'M16 14.500a1.500 1.500 0 1 0 0 3 1.500 1.500 0 0 0 0-3z'
const SQUARE = 'M5 5h22v22H5z'

export const PIN_SHAPES: Record<Tone, PinShape> = {
  over: { outline: 'M10.500 3h11L29 10.500v11L21.500 29h-11L3 21.500v-11z', mark: 'M16 9v8.500M16 22v.5' },
  due: { outline: 'M16 2 30 16 16 30 2 16z', mark: 'M16 10.500V16l3.500 2' },
  act: { outline: CIRCLE, mark: DOT },
  plain: { outline: CIRCLE, mark: DOT },
  hold: { outline: SQUARE, mark: 'M13 11.500v9M19 11.500v9' },
  done: { outline: SQUARE, mark: 'M10.500 16.500l4 4 7.500-8.500' },
}

const DOOR = 'M7 29V12a9 9 0 0 1 18 0v17z'

/** A shop stands on a map as its door: told from everything else by its outline, and how it stands by what is in it. */
export const DOOR_SHAPES = {
  done: { outline: DOOR, mark: 'M11.500 18.500l3.500 3.500 6-7' },
  due: { outline: DOOR, mark: 'M16 10.500v8.500M16 24v.5' },
  hold: { outline: DOOR, mark: '' },
} as const satisfies Partial<Record<Tone, PinShape>>

export type DoorTone = keyof typeof DOOR_SHAPES
const isDoorTone = (tone: Tone): tone is DoorTone => tone in DOOR_SHAPES

export function shapeOf(tone: Tone, door = false): PinShape {
  return door && isDoorTone(tone) ? DOOR_SHAPES[tone] : PIN_SHAPES[tone]
}

/** The gravest first: what a group is shown as, and how lists are ordered. */
export const GRAVITY: readonly Tone[] = ['over', 'due', 'act', 'plain', 'hold', 'done']
