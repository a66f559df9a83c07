/**
 * Decides which parts of the console a person is shown. The server guards every request by itself;
 * this only keeps doors out of sight that would not open.
 */
import type { Person } from '@/domain/person'

export type Right =
  | 'judge' | 'cases' | 'case' | 'dispatch' | 'rules' | 'roster' | 'keep-roster' | 'export' | 'catalog' | 'areas' | 'unit'
  | 'papers' | 'draft' | 'sign' | 'issues' | 'file' | 'figures'
  | 'originals' | 'devices' | 'repair' | 'packet' | 'hold' | 'audit' | 'redact' | 'messages' | 'complaints' | 'permits' | 'keep-permits' | 'people'
  | 'handling' | 'calendar' | 'filing' | 'campaigns' | 'keep-campaigns' | 'pledges' | 'keep-shops' | 'file-pledges' | 'pledge-sheets' | 'breaches'

/** What the server calls them; one of several is enough. */
const PERMISSIONS: Record<Exclude<Right, 'unit' | 'case'>, readonly string[]> = {
  judge: ['judge-reports'],
  cases: ['see-scope'],
  dispatch: ['dispatch-cases'],
  rules: ['edit-dispatch', 'dispatch-cases'],
  roster: ['manage-roster', 'dispatch-cases', 'file-cases'],
  'keep-roster': ['manage-roster'],
  export: ['export-lists'],
  figures: ['read-figures'],
  catalog: ['edit-catalog'],
  areas: ['manage-areas'],
  papers: ['draft-notices', 'sign-notices'],
  draft: ['draft-notices'],
  sign: ['sign-notices'],
  issues: ['see-scope'],
  file: ['file-cases'],
  originals: ['open-originals'],
  devices: ['watch-devices'],
  repair: ['repair-reports'],
  packet: ['export-evidence'],
  hold: ['hold-evidence'],
  audit: ['read-audit'],
  redact: ['redact'],
  messages: ['watch-messages'],
  complaints: ['answer-complaints'],
  permits: ['manage-permits', 'see-scope'],
  'keep-permits': ['manage-permits'],
  people: ['manage-people'],
  handling: ['edit-catalog'],
  calendar: ['manage-calendar'],
  filing: ['file-cases'],
  campaigns: ['see-scope'],
  'keep-campaigns': ['supervise-cases'],
  pledges: ['see-pledges'],
  'keep-shops': ['keep-shops'],
  'file-pledges': ['file-pledges'],
  'pledge-sheets': ['sign-pledges', 'file-pledges'],
  breaches: ['see-pledges'],
}

export function may(person: Person | null, right: Right): boolean {
  if (!person) return false
  if (right === 'unit') return worksInUnit(person)
  if (right === 'case') return holds(person, 'see-scope') || worksInUnit(person)
  return PERMISSIONS[right].some((permission) => holds(person, permission))
}

function holds(person: Person, permission: string): boolean {
  return person.permissions?.includes(permission) === true
}

/** Handles cases of a unit; who also sees the whole desk needs no desk of a unit. */
function worksInUnit(person: Person): boolean {
  const isOfUnit = person.roles.includes('unit') || (person.scope.units?.length ?? 0) > 0
  return holds(person, 'handle-cases') && isOfUnit
}

/** Path of the first screen this person has, null for somebody who works on the phone page only. */
export function homeOf(person: Person | null): string | null {
  if (may(person, 'judge')) return '/review'
  if (may(person, 'dispatch')) return '/dispatch'
  if (may(person, 'cases')) return '/cases'
  if (may(person, 'unit')) return '/unit'
  if (may(person, 'audit')) return '/audit'
  return null
}
