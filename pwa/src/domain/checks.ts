/**
 * What the rules for evidence say about a report, brought into the form of a sentence: which one, and what fills it.
 * Knows slugs, facts and how people read measures; must not know a word of any language.
 */

export interface CheckView {
  slug: string
  /** Found in order, or worth a look. */
  tone: 'good' | 'look'
  facts: Record<string, unknown>
}

/** The words around the screen: a message with its slots, and whether there is one. */
export interface Words {
  t(key: string, slots: Record<string, unknown>): string
  te(key: string): boolean
}

type Unit = 'seconds' | 'minutes' | 'hours' | 'days' | 'm' | 'km'

/** From so many of a unit on the next larger one is easier to read. */
const MINUTES_FROM_S = 120
const HOURS_FROM_S = 2 * 3600
const DAYS_FROM_S = 48 * 3600
const KM_FROM_M = 1000

/** The flag that says the same with fewer facts; beside the check it is not repeated. */
const SAYS_FLAG: Record<string, string> = {
  'fix-coarse': 'coarse-fix',
  'fix-stale': 'stale-fix',
  'device-clock-off': 'clock-skew',
  'from-gallery': 'gallery',
  'no-position': 'position-missing',
}

/** The flag whose place the sentence of a check takes; null for one that no flag tells. */
export function flagSaidBy(check: CheckView): string | null {
  return SAYS_FLAG[check.slug] ?? null
}

/** The sentence for a check; a rule of a newer server is told by its name. */
export function checkSentence({ slug, facts }: CheckView, words: Words): string {
  const key = `check.said.${slug}${variant(slug, facts)}`
  if (!words.te(key)) return words.t('check.unknown', { slug })
  return words.t(key, {
    n: number(facts.photos ?? facts.reports ?? facts.numbers),
    bits: number(facts.bits),
    time: time(facts, words),
    distance: distance(facts, words),
    report: typeof facts.report_id === 'string' ? shortNumber(facts.report_id) : '',
    numbers: runs(facts.runs).join(words.t('check.and', {})),
  })
}

/** What people read to each other of a report's id. */
export function shortNumber(id: string): string {
  return id.replace(/-/g, '').slice(-8).toUpperCase()
}

/** Whoever may not know which other report is meant gets the sentence without it; a clock is behind, ahead or unknown. */
function variant(slug: string, facts: CheckView['facts']): string {
  if (slug === 'device-clock-off') {
    if (typeof facts.seconds !== 'number') return '.unknown'
    return facts.seconds < 0 ? '.ahead' : '.behind'
  }
  if (!COMPARES.has(slug)) return ''
  return typeof facts.report_id === 'string' ? '.named' : '.unnamed'
}

const COMPARES = new Set(['same-bytes-before', 'near-same-picture-before', 'impossible-speed'])

function number(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0
}

function time(facts: CheckView['facts'], words: Words): string {
  const seconds = Math.abs(number(facts.seconds ?? number(facts.minutes) * 60))
  if (seconds >= DAYS_FROM_S) return measure('days', Math.round(seconds / 86_400), words)
  if (seconds >= HOURS_FROM_S) return measure('hours', Math.round(seconds / 3600), words)
  return seconds >= MINUTES_FROM_S ? measure('minutes', Math.round(seconds / 60), words) : measure('seconds', seconds, words)
}

function distance(facts: CheckView['facts'], words: Words): string {
  const metres = number(facts.metres)
  return metres >= KM_FROM_M ? measure('km', Math.round(metres / 100) / 10, words) : measure('m', Math.round(metres), words)
}

function measure(unit: Unit, n: number, words: Words): string {
  return words.t(`check.unit.${unit}`, { n })
}

/** `[[5, 6], [8, 8]]` as `5–6` and `8`. */
function runs(value: unknown): string[] {
  if (!Array.isArray(value)) return []
  const pairs = value.filter((run): run is [number, number] => Array.isArray(run) && run.length === 2)
  return pairs.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`))
}
