/**
 * Everything that writes drafts, reports or photos must go through saveTx, whose transactions are strict: read from
 * the sources, so that a new write cannot forget it.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

import ts from 'typescript'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { draftWith, freshDatabase, photoOf, NOW, SEALING } from './bench.testing'
import { addTwin, discardDraft } from './drafts'
import { createRowStore } from './rows'
import { sealDraft } from './sealing'

const SRC = fileURLToPath(new URL('..', import.meta.url))
const TABLES = ['drafts', 'outbox', 'photos']
/** In this file row changes are handed to `change`, which runs them inside its saveTx. */
const HANDED_ON = 'storage/rows.ts'
const WRITES = ['put', 'add', 'update', 'upsert', 'delete', 'clear', 'modify', 'bulkPut', 'bulkAdd', 'bulkDelete', 'bulkUpdate']

/** Writes to the three tables that no saveTx encloses, as `file:line`. */
function unguarded(file: string, code: string): string[] {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isWrite(node) && !isGuarded(node, source)) {
      found.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** `db.photos.put(…)`, also at the end of a chain such as `db.photos.where(…).delete()`. */
function isWrite(call: ts.CallExpression): boolean {
  if (!ts.isPropertyAccessExpression(call.expression) || !WRITES.includes(call.expression.name.text)) return false
  return new RegExp(`\\b(db|database)\\.(${TABLES.join('|')})\\b`).test(call.expression.expression.getText())
}

/** Inside the work of a saveTx, or in a function of this file that is called from nowhere else. */
function isGuarded(node: ts.Node, source: ts.SourceFile, seen: string[] = []): boolean {
  const guards = source.fileName === HANDED_ON ? ['saveTx', 'change'] : ['saveTx']
  for (let at: ts.Node | undefined = node; at; at = at.parent) {
    if (ts.isCallExpression(at) && guards.includes(at.expression.getText())) return true
    if (!ts.isFunctionDeclaration(at) || at.name === undefined) continue
    const name = at.name.text
    const exported = at.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    if (exported || seen.includes(name)) return false
    const calls = callsOf(name, source)
    return calls.length > 0 && calls.every((call) => isGuarded(call, source, [...seen, name]))
  }
  return false
}

function callsOf(name: string, source: ts.SourceFile): ts.CallExpression[] {
  const calls: ts.CallExpression[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === name) calls.push(node)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return calls
}

const sources = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter((item) => item.isFile() && /\.ts$/.test(item.name) && !/\.(test|testing)\.ts$/.test(item.name))
  .map((item) => join(item.parentPath, item.name))

describe('every write of a draft, report or photo', () => {
  it('goes through saveTx', () => {
    const found = sources
      .map((file) => [relative(SRC, file), readFileSync(file, 'utf8')] as const)
      .flatMap(([file, code]) => unguarded(file, code))
    expect(found).toEqual([])
  })

  it('is the only one that opens a writing transaction', () => {
    const opening = sources.filter((file) => /\.transaction\(\s*['"](rw|readwrite)/.test(readFileSync(file, 'utf8')))
    expect(opening.map((file) => relative(SRC, file)).sort()).toEqual(['storage/saveTx.ts'])
  })

  it.each([
    ['a plain write', 'export const f = () => db.photos.put(row)', 1],
    ['a write at the end of a chain', "export const f = () => db.outbox.where('id').equals('x').delete()", 1],
    ['an exported helper', 'export async function f() { await db.drafts.delete(id) }', 1],
    ['a helper also called outside', 'function g() { db.drafts.delete(id) }\nsaveTx(db, [], () => g())\ng()', 1],
    ['a write inside', 'saveTx(db, [db.photos], () => db.photos.put(row))', 0],
    ['a helper called inside only', 'function g() { db.drafts.delete(id) }\nsaveTx(db, [], () => g())', 0],
    ['another table', 'export const f = () => db.facts.put(row)', 0],
  ])('is told from one that does not: %s', (_what, code, count) => {
    expect(unguarded('x.ts', code)).toHaveLength(count)
  })
})

describe('what is on disk', () => {
  afterEach(() => vi.restoreAllMocks())

  it('is written strictly, from the first word to the deletion', async () => {
    const asked: unknown[] = []
    const real = IDBDatabase.prototype.transaction
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, stores, mode, options) {
      if (mode === 'readwrite') asked.push(options?.durability)
      return real.call(this, stores, mode, options)
    })
    const db = await freshDatabase()
    await draftWith(db, 'd', ['one'])
    await addTwin(db, 'd', 'd-0', photoOf('d', 't', 'small').row)
    await sealDraft(db, 'd', SEALING)
    const rows = createRowStore(db, () => Promise.resolve())
    await rows.settle('d', { phase: 'delivered', delivered_at: NOW }, ['d-0'])
    await rows.forget('d')
    await draftWith(db, 'e', [])
    await discardDraft(db, 'e')
    db.close()
    expect(asked.length).toBeGreaterThanOrEqual(8)
    expect(new Set(asked)).toEqual(new Set(['strict']))
  })
})
