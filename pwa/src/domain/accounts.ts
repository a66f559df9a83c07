/** Accounts as whoever keeps people sees them. Shapes only. */

export const POSTS = [
  'admin', 'supervisor', 'receptionist', 'shift-leader', 'dispatcher', 'inspector', 'patrol', 'steward', 'unit', 'street', 'chief', 'oversight', 'centre', 'third-party', 'auditor', 'gallery',
] as const

/** Codes; three empty lists mean the whole city. */
export interface AccountFields {
  name: string
  roles: string[]
  units: string[]
  segments: string[]
  cells: string[]
}

export interface Account extends AccountFields {
  id: string
  username: string
  active: boolean
  demo: boolean
  /** They have not chosen a password yet. */
  password_given: boolean
  created_at: string
  rev: number
}

/** An account with a password that is told this once. */
export interface Given {
  person: Account
  password: string
}

export type StepWord = 'new' | 'changed' | 'same' | 'leaves'

/** What a table would make of one person. */
export interface TableStep {
  /** The row, null for somebody whom the table has not got. */
  number: number | null
  username: string
  what: StepWord
  was: (AccountFields & { active: boolean }) | null
  will: AccountFields & { active: boolean }
}

export interface WrongRow {
  number: number
  word: string
  value: string
  detail: string
}

export interface TablePlan {
  /** Sent back to bring the table; null while a row is wrong. */
  plan: string | null
  steps: TableStep[]
  wrong: WrongRow[]
}

export interface Brought {
  added: { username: string; password: string }[]
  changed: string[]
  switched_off: string[]
}
