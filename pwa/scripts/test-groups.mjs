/** Which unit tests share the modules that they load. Loading them anew for each file is most of what a small file costs. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Parts whose modules are functions of what they are given; the others keep a database, a session or a page. */
const PARTS = ['api', 'domain', 'i18n', 'merchant', 'outbox', 'console']
/** What changes more than the test itself sees: a page, another clock, a module put in the place of one. */
const REACHES_OUT = /@vitest-environment|\bvi\.|indexeddb/i

function testsIn(root, part) {
  const files = readdirSync(join(root, 'src', part), { recursive: true }).map(String)
  return files.filter((file) => file.endsWith('.test.ts')).map((file) => join('src', part, file))
}

/** Vitest's projects: `together` without walls between its files, `alone` with every file by itself. */
export function testGroups(root) {
  const together = PARTS.flatMap((part) => testsIn(root, part)).filter((file) => !REACHES_OUT.test(readFileSync(join(root, file), 'utf8')))
  return [
    { extends: true, test: { name: 'together', include: together, isolate: false } },
    { extends: true, test: { name: 'alone', include: ['src/**/*.test.ts'], exclude: together } },
  ]
}
