/** Units and their people as the server tells them. Shapes only. */
import type { PersonName } from './views'

export const UNIT_KINDS = ['headquarters', 'sub-headquarters', 'bureau', 'street', 'unit', 'crew', 'outside'] as const

/** What of a unit can be changed. */
export interface UnitFields {
  name: string
  kind: string
  parent_code: string | null
  /** Its people have no accounts: it is reached by letters. */
  outside: boolean
  active: boolean
  duty_phone: string | null
}

export interface UnitView extends UnitFields {
  code: string
  rev: number
}

export interface MemberView extends PersonName {
  username?: string
  roles: string[]
}

/** A shift as it is written. */
export interface DutyRow {
  id: string
  unit: string
  person: string
  /** The person whose shift it was. */
  stand_in_for: string | null
  starts_at: string
  ends_at: string
}

/** A shift as it is read. */
export interface DutyView {
  id: string
  unit: string
  person: PersonName
  stand_in_for: PersonName | null
  starts_at: string
  ends_at: string
}

export interface ChiefView {
  person: PersonName
  level: number | string
  segments: { code: string; name: string | null }[]
  duty_phone: string | null
}
