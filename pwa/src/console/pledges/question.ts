/** What the ledger is asked, as the address shows it: a place, a tab, a few filters, an order. */
import type { CoverageBy } from '@/domain/pledge-ledger'

/** Beside `all` they are the server's words for how a shop stands. */
export const TABS = ['all', 'expiring', 'none', 'refused', 'expired', 'resign', 'signed', 'confirmed'] as const
export type Tab = (typeof TABS)[number]

export interface Question {
  tab: Tab
  /** The segment, unit or street that is looked at; null for all of them. */
  place: { by: CoverageBy; code: string } | null
  status: '' | 'open' | 'closed'
  /** Code of an item that was broken this year. */
  item: string
  /** A version of a scheme, `code@version`: shops that hold to a pledge of it. */
  scheme: string
  odd: '' | 'true' | 'false'
  words: string
  sort: '' | 'due'
}

const VERSION = /^[a-z0-9][a-z0-9-]*@[1-9]\d*$/
export const PLACES: readonly CoverageBy[] = ['segment', 'unit', 'street']
export const EVERYTHING: Readonly<Question> = { tab: 'all', place: null, status: '', item: '', scheme: '', odd: '', words: '', sort: '' }

/** Reads what an address says; anything odd counts as not set. */
export function questionFrom(query: Record<string, unknown>): Question {
  const text = (name: string) => (typeof query[name] === 'string' ? query[name].trim() : '')
  const among = <T extends string>(value: string, known: readonly T[], otherwise: T): T => known.find((one) => one === value) ?? otherwise
  const by = PLACES.find((one) => text(one) !== '')
  return {
    tab: among(text('tab'), TABS, 'all'),
    place: by ? { by, code: text(by) } : null,
    status: among(text('status'), ['open', 'closed'] as const, '' as never),
    item: text('item'),
    scheme: VERSION.test(text('scheme')) ? text('scheme') : '',
    odd: among(text('odd'), ['true', 'false'] as const, '' as never),
    words: text('words'),
    sort: text('sort') === 'due' ? 'due' : '',
  }
}

/** Only what is set, for the address. */
export function addressOf({ place, tab, ...rest }: Question): Record<string, string> {
  const set = Object.entries({ ...rest, ...(place && { [place.by]: place.code }), ...(tab !== 'all' && { tab }) })
  return Object.fromEntries(set.filter(([, value]) => value !== ''))
}

/** The same for the server, which knows one order only. */
export function queryFor({ sort: _sort, ...question }: Question): Record<string, string> {
  const { tab, ...rest } = addressOf({ ...question, sort: '' })
  return { ...rest, ...(tab && { standing: tab }) }
}
