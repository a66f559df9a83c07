import { describe, expect, it } from 'vitest'

import { FIELDS, type Columns, type IssueImport } from '@/api/issue-ledger'
import { Failure } from '@/domain/problem'

import { createExport } from '../createExport'
import { createIssueImport } from './createIssueImport'

const none = Object.fromEntries(FIELDS.map((field) => [field, null])) as Columns
const FOUND: IssueImport = { id: 'i', state: 'read', file_name: 'a.csv', at: '', entered: null, left_out: null, turn: 1, header_line: 0, header: ['a', 'b'], columns: 2, mapping: { ...none, what: 0 }, lines: [], rows: 2, good: 1, bad: [{ line: 3, fault: 'no-what', field: 'what', text: '' }], bad_count: 1, same_file: null }

function table(found: IssueImport = FOUND) {
  const asked: unknown[] = []
  const api = {
    read: () => Promise.resolve(found),
    map: (_id: string, header: number, mapping: Columns) => (asked.push([header, mapping]), Promise.resolve({ ...found, header_line: header, mapping, turn: found.turn + 1 })),
    enter: (_id: string, turn: number, leaveOut: boolean) => (asked.push([turn, leaveOut]), leaveOut || found.bad_count === 0 ? Promise.resolve({ ...found, state: 'entered' as const }) : Promise.reject(new Failure('illegal-move', 409))),
    discard: () => Promise.resolve({ ...found, state: 'discarded' as const }),
  }
  return { asked, ...createIssueImport(api) }
}

describe('a table on its way into the ledger', () => {
  it('is not entered while a line is bad, unless somebody says that it is left out', async () => {
    const { open, ready, leaveOut, enter, asked, badLines } = table()
    await open('i')
    expect([ready.value, badLines.value.get(3)?.fault]).toEqual([false, 'no-what'])
    leaveOut.value = true
    expect(ready.value).toBe(true)
    expect(await enter()).toBe(true)
    expect(asked).toEqual([[1, true]])
    expect(ready.value).toBe(false)
  })

  it('takes a column away from the field that had it', async () => {
    const { open, choose, asked } = table()
    await open('i')
    await choose('place', 0)
    expect(asked).toEqual([[0, { ...none, place: 0 }]])
  })

  it('asks again about bad lines after every change', async () => {
    const { open, headAt, leaveOut, ready } = table()
    await open('i')
    leaveOut.value = true
    await headAt(1)
    expect([leaveOut.value, ready.value]).toEqual([false, false])
  })

  it('says why it was refused and stays as it was', async () => {
    const { open, enter, refused, found } = table()
    await open('i')
    expect(await enter()).toBe(false)
    expect([refused.value instanceof Failure, found.value?.state]).toEqual([true, 'read'])
  })
})

describe('a list as a file', () => {
  it('is kept under its name, and a refusal is told', async () => {
    const kept: File[] = []
    const ports = { fetch: (path: string) => (path === '/bad' ? Promise.reject(new Failure('unavailable', 503)) : Promise.resolve(new Blob(['x']))), keep: (file: File) => void kept.push(file) }
    const { bring, failure } = createExport(ports)
    await bring('/list', 'a.xlsx')
    expect(kept.map((file) => file.name)).toEqual(['a.xlsx'])
    await bring('/bad', 'b.xlsx')
    expect([kept.length, failure.value instanceof Failure]).toEqual([1, true])
  })
})
