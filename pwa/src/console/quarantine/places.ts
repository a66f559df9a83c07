/** Where in a text a fault stands, and what a JSON pointer is called. Pure. */

/** Characters before a place given as line and column, both from 1. */
export function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split('\n').slice(0, line - 1)
  const before = lines.reduce((sum, one) => sum + one.length + 1, 0)
  return Math.min(before + column - 1, text.length)
}

/** A pointer as words and numbers: `/photos/0/sha256` is photos, 1, sha256 (people count from 1). */
export function stepsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^\d+$/.test(step) ? String(Number(step) + 1) : step))
}
