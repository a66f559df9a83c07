/**
 * Which database is this phone's. A damaged one is never deleted: it stays under its name, and the phone goes on in
 * the next (`xunjie-2`, `xunjie-3` …), of which the highest counts.
 */
import type { TextBox } from './canary'

export const FIRST_NAME = 'xunjie'
const NAME = /^xunjie(?:-(\d+))?$/
/** Some WebKit releases never answer the first question of a start. */
const PATIENCE_MS = 1_000

type Names = () => Promise<{ name?: string }[]>

/** The browser's own list of databases, where it has one; page and worker alike. */
export function databaseList(): Names | undefined {
  return globalThis.indexedDB?.databases?.bind(globalThis.indexedDB)
}

/** The name to open. `databases` is the browser's list where it has one; `box` remembers for those that have none. */
export async function currentName(box: Pick<TextBox, 'get'>, databases: Names | undefined): Promise<string> {
  const listed = databases === undefined ? [] : await patiently(databases)
  const names = [FIRST_NAME, box.get() ?? '', ...listed.map(({ name }) => name ?? '')].filter((name) => NAME.test(name))
  return names.reduce((best, name) => (numberOf(name) > numberOf(best) ? name : best))
}

/** The name after this one. */
export function nextName(name: string): string {
  return `${FIRST_NAME}-${numberOf(name) + 1}`
}

function numberOf(name: string): number {
  return Number(NAME.exec(name)?.[1] ?? 1)
}

function patiently(databases: Names): Promise<{ name?: string }[]> {
  const late = new Promise<[]>((resolve) => setTimeout(() => resolve([]), PATIENCE_MS))
  return Promise.race([databases().catch(() => []), late])
}
