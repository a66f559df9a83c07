/** Who is signed in, as the server says it. */

export interface Person {
  id: string
  username: string
  name: string
  roles: string[]
  /** Codes the person works with; three empty lists mean the whole city. */
  scope: { segments: string[]; cells: string[]; units: string[] }
}
