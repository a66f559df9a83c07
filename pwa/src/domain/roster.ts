/** Units and their people as the server tells them. Shapes only. */
import type { PersonName } from './views'

export const UNIT_KINDS = ['headquarters', 'sub-headquarters', 'bureau', 'street', 'unit', 'crew', 'outside'] as const

/** What of a unit can be changed. */
export interface UnitFields {
  name: string
  kind: string
  /** Code of the unit above it. */
  parent_code: string | null
  /** Its people have no accounts: it is reached by letters. */
  outside: boolean
  duty_phone: string | null
  /** What its numbered papers begin with. */
  word: string | null
}

export interface UnitView extends UnitFields {
  code: string
  /** False once it was retired. */
  active: boolean
  rev: number
}

export interface MemberView extends PersonName {
  roles: string[]
  on_duty: boolean
}

export interface AccountView extends PersonName {
  username: string
  roles: string[]
  units: string[]
}

/** A shift as it is written. */
export interface DutyFields {
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
  rev: number
}

/** A road chief as entered; days of the city's calendar, both included. */
export interface ChiefFields {
  segment: string
  /** 0 is the chief of the whole district. */
  level: number
  name: string
  duty: string
  /** Their account, where they have one. */
  person: string | null
  /** Null also for readers without the right, where the person has not consented. */
  number: string | null
  /** The person's consent that others see the number. */
  number_shown: boolean
  from: string
  to: string | null
}

export interface ChiefView extends ChiefFields {
  id: string
  rev: number
}

export const CHIEF_LEVELS = [0, 1, 2, 3] as const
