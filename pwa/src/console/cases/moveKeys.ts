/** Which key makes which move, the looks of each, and where its button stands. Knows the verbs of the wire. */
import type { MoveView } from '@/domain/case-work'
import type { IconName } from '@/ui/components/icons'

/** Letters that the case page and its picture use for themselves: J K Z T U. */
const WISHES: Record<string, string> = {
  dispatch: 'd', recall: 'u', redispatch: 'g', claim: 'l', 'hand-over': 'h', progress: 'p', dispose: 'e', 'send-check': 'v',
  'check-pass': 'a', 'check-fail': 'f', close: 'c', 'send-back': 'x', 'ask-extension': 'y', 'ask-return': 'r', 'ask-suspension': 's',
  'ask-void': 'o', 'review-suspension': 's', resume: 'b', supervise: 'q', 'blow-whistle': 'w', tag: 'm', annotate: 'n',
  approve: 'a7', refuse: 'f8', withdraw: 'i', 'answer-supervision': 'i9', arrive: 'i6', 'end-whistle': '5',
}

/** These stand beside what they are about: a request, an order, a whistle. */
const BESIDE: readonly string[] = ['approve', 'refuse', 'withdraw', 'answer-supervision', 'arrive', 'end-whistle']

/** What the case waits for first; the first legal one is the blue button. */
const MAIN: readonly string[] = ['dispatch', 'claim', 'dispose', 'check-pass', 'send-check', 'close', 'resume']
/** Ways out that a unit has, all three of the same weight. */
export const EXITS: readonly string[] = ['ask-extension', 'ask-return', 'ask-suspension']

const ICONS: Record<string, IconName> = {
  dispatch: 'right', redispatch: 'right', recall: 'undo', claim: 'check', 'hand-over': 'person', progress: 'edit', dispose: 'up', 'send-check': 'person',
  'check-pass': 'done', 'check-fail': 'close', close: 'done', 'send-back': 'undo', 'ask-extension': 'clock', 'ask-return': 'back', 'ask-suspension': 'lock',
  'ask-void': 'close', 'review-suspension': 'lock', resume: 'refresh', supervise: 'flag', 'answer-supervision': 'edit', 'blow-whistle': 'alert', arrive: 'pin', 'end-whistle': 'done',
  tag: 'layers', annotate: 'edit', approve: 'check', refuse: 'close', withdraw: 'undo',
}

export const iconOfMove = (verb: string): IconName => ICONS[verb] ?? 'right'

/** The key of each move: its first wish that no other move took before. */
export function keysOf(moves: readonly MoveView[]): Map<string, string> {
  const taken = new Map<string, string>()
  for (const { verb } of moves) {
    const key = [...(WISHES[verb] ?? '')].find((one) => ![...taken.values()].includes(one))
    if (key) taken.set(verb, key)
  }
  return taken
}

export interface Layout {
  main: MoveView | null
  exits: MoveView[]
  rest: MoveView[]
}

/** Buttons of the panel; what belongs to a request, an order or a whistle stands there instead. */
export function laidOut(moves: readonly MoveView[]): Layout {
  const shown = moves.filter(({ verb }) => !BESIDE.includes(verb))
  const main = MAIN.map((verb) => shown.find((move) => move.verb === verb)).find((move) => move !== undefined) ?? null
  const exits = shown.filter(({ verb }) => EXITS.includes(verb))
  return { main, exits, rest: shown.filter((move) => move !== main && !exits.includes(move)) }
}

/** How many chips of ready reasons a verb has; their words are `move.reasons.<verb>.<n>`. */
export const CHIPS: Record<string, number> = {
  'ask-extension': 3, 'ask-suspension': 3, 'ask-void': 3, 'check-fail': 4, 'send-back': 2, redispatch: 2, refuse: 3, 'review-suspension': 3, supervise: 3, withdraw: 1,
}
/** A chip that only begins a sentence wants the rest of it. */
export const BEGINNINGS: readonly string[] = ['ask-extension', 'ask-suspension']

/** Which pictures a move takes, the usual one first. */
export function rolesOf(verb: string): string[] {
  if (verb.startsWith('check-')) return ['check']
  if (verb === 'progress') return ['after', 'warning', 'close', 'paper']
  return verb === 'arrive' ? ['scene', 'close'] : ['after', 'close', 'paper']
}
