/**
 * A long road is cut into numbered segments that share its name; the number stands at the end of the code.
 */
const PART = /-S(\d+)$/

/** Names that already tell the part, whatever stands behind the number. */
const NUMBERED = /\d+\s*\p{Script=Han}?$/u

/** The number people would paint on the plate; null where the name says it or the road was never cut. */
export function partOf({ code, name }: { code: string; name: string }): string | null {
  return NUMBERED.test(name) ? null : (PART.exec(code)?.[1] ?? null)
}
