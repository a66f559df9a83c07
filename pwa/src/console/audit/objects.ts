/** Decides what somebody means who types or pastes the name of something the log tells of. */

const SHAPES: [RegExp, string][] = [
  [/^\d{19}$/, 'case'],
  [/^[0-9a-f]{64}$/, 'photo'],
  [/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'report'],
]
const NAMED = /^[a-z-]{1,20}:[A-Za-z0-9._-]{1,64}$/

/** `kind:id` as the server wants it: as it is, or a case number, a photo's hash, a report's id. Null for anything else. */
export function objectFrom(text: string): string | null {
  const said = text.trim()
  if (NAMED.test(said)) return said
  const kind = SHAPES.find(([shape]) => shape.test(said.toLowerCase()))?.[1]
  return kind ? `${kind}:${said.toLowerCase()}` : null
}
