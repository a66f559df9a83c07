/** The names of the entries of an export file, and what each holds. Written by phones, read at the desk. */
export type EntryKind = 'report' | 'photo' | 'draft'

export interface NamedEntry {
  kind: EntryKind
  /** Id of the report or draft, SHA-256 of the photo: what it is handed in under. */
  key: string
}

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const NAMES: Record<EntryKind, RegExp> = {
  report: new RegExp(`^\\d+-(${UUID})\\.report$`),
  photo: new RegExp(`^\\d+-${UUID}-([0-9a-f]{64})\\.photo$`),
  draft: new RegExp(`^draft-(${UUID})\\.draft$`),
}
/** A photo is sure to be taken once its report is there. */
export const KINDS: readonly EntryKind[] = ['report', 'photo', 'draft']

/** What an entry of this name holds; null for a file that is not handed in, such as README.txt. */
export function readName(name: string): NamedEntry | null {
  for (const kind of KINDS) {
    const key = NAMES[kind].exec(name)?.[1]
    if (key !== undefined) return { kind, key }
  }
  return null
}
