/** Where in a text a fault stands, and what a JSON pointer is called. Pure. */

/** Where a field's selection has a place given as line and column, both from 1; a column is a character, also 😀. */
export function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split('\n')
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
  const inLine = [...(lines[line - 1] ?? '')].slice(0, column - 1).join('')
  return Math.min(before + inLine.length, text.length)
}

/** A pointer as words and numbers: `/photos/0/sha256` is photos, 1, sha256 (people count from 1). */
export function stepsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'))
    .map((step) => (/^\d+$/.test(step) ? String(Number(step) + 1) : step))
}
