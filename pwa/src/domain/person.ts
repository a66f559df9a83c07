/** Who is signed in, as the server says it. */

export interface Person {
  id: string
  username: string
  name: string
  roles: string[]
  /** Codes the person works with; three empty lists mean the whole city. */
  scope: { segments: string[]; cells: string[]; units: string[] }
  /** What the person may do, in the server's words; a server before 1.1 does not say. */
  permissions?: string[]
  /** Somebody else knows the password: a new one is chosen before anything else. */
  password_given?: boolean
}

/** Whether papers may be given out in the street; not where nobody says so. */
export function mayHandOut(person: Person | null): boolean {
  return person?.permissions?.includes('hand-out-notices') === true
}

/** Whether pledges may be signed with this person; not where nobody says so. */
export function mayPledge(person: Person | null): boolean {
  return person?.permissions?.includes('sign-pledges') === true
}

/** Whether pictures that were not taken on the spot may be handed in; not where nobody says so. */
export function mayImport(person: Person | null): boolean {
  return person?.permissions?.includes('import-gallery') === true
}
