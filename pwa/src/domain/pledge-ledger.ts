/** The wire shapes of pledges at the desk: schemes, one pledge with its document, how many are signed. Knows shapes only. */
import type { Rate } from './breach-ledger'
import type { PledgeItem } from './pledge'
import type { SegmentName, Standing } from './shop-register'
import type { PersonName } from './views'

/** The sentences around the items; `{city}`, `{count}` and `{days}` are filled in where they stand. */
export interface SchemeTexts {
  title: string
  opening: string
  duties: string[]
  checks: string
  change: string
  privacy: string
  /** What the paper says that is left after a refusal. */
  refusal: string
}

/** What a city says when it makes a version. Nobody changes one: a pledge quotes the version it was signed under. */
export interface SchemeSaid {
  code: string
  name: string
  city: string
  renewal_days_on_change: number
  term_months: number
  notice_days: number
  frontage_rule: string
  items: PledgeItem[]
  texts: SchemeTexts
  /** Whether it is to count; a scheme can be put out of use. */
  active: boolean
  /** Whoever signed an older version signs anew; asked for with the version and not told again. */
  resign?: boolean
}

/** The newest version of a scheme. `title` is as it stands above a pledge. */
export interface Scheme extends SchemeSaid {
  version: number
  title: string
  in_force: boolean
  in_force_from: string
}

export type CoverageBy = 'segment' | 'unit' | 'street'

/** Of open shops those with a pledge that holds; closed ones are in neither number. `share` is from 0 to 1, null without a shop. */
export interface SignedShare {
  valid: number
  shops: number
  share: number | null
  closed: number
  refused: number
  /** Signed and not yet filed: they do not count. */
  waiting: number
  expiring: number
  expired: number
}

/** Of one segment, office or road; the code is null of shops that belong to none. */
export interface Covered extends SignedShare {
  code: string | null
  name: string | null
}

export interface Coverage extends SignedShare {
  items: Covered[]
}

/** How many shops have a pledge that holds and was signed under this version; `newest` is what one signs today. */
export interface UnderVersion {
  code: string
  version: number
  name: string
  newest: boolean
  valid: number
}

/** What became of pledges in the days from `first` to `last`. */
export interface PledgePeriod {
  first: string
  last: string
  /** Filed since, of those signed in it. */
  filed: Rate
  /** Next one signed in time, of those that ran out in it. */
  renewed: Rate
  /** Shops that signed since, of those that refused in it. */
  after_refusal: Rate
}

/** As it is today, and of a period; breaches have figures of their own. */
export interface SignedFigures extends SignedShare {
  /** Shops that changed and have to sign anew. */
  resign: number
  day: string
  versions: UnderVersion[]
  period: PledgePeriod | null
}

/** A shop that agreed to be named, with who wrote that down and when. */
export interface Praised {
  id: string
  name: string
  door: string | null
  street: string | null
  segment: SegmentName | null
  rev: number
  consent: { by: PersonName | null; at: string }
}

/** What was signed, without strokes and without whoever signed: those stand on the sheet. Of an odd one parts may be missing. */
export interface PledgeContent {
  scheme: { code: string; version: number; name: string } | null
  items: { code: string; name: string; do: string; dont: string }[] | null
  shop: { name: string; door: string | null } | null
  frontage: { left?: string | null; right?: string | null; length_m?: number | null; rule?: string | null } | null
  office: { name: string } | null
  term: { months: number } | null
}

export interface Done {
  at: string
  by: PersonName | null
}

export interface PledgeView {
  id: string
  standing: Standing
  number: string | null
  signed_at: string
  valid_from: string | null
  valid_to: string | null
  /** What a person should look at before it is filed. */
  doubts: string[]
  /** Masked. */
  signer: { name: string | null; capacity: string | null; phone: string | null }
  officer: PersonName | null
  content: PledgeContent
  document_sha256: string
  confirmed: (Done & { how: string }) | null
  filed: Done | null
  terminated: (Done & { reason: string }) | null
}

/** Of what was asked for in one go, what was done and what not, each with its reason. */
export interface FilingAnswer {
  filed: { id: string; number: string | null }[]
  refused: { id: string; why: string }[]
}

/** Of how many shops somebody who patrols there was asked to call, and those that nobody answers for. */
export interface VisitsAnswer {
  told: number
  nobody: string[]
}
