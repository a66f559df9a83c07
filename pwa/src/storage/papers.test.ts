import { beforeEach, describe, expect, it } from 'vitest'

import { newPaper, type PaperKit } from '@/domain/paper'
import { readManifest } from '@/domain/report'

import { draftWith, freshDatabase, NOW, SEALING } from './bench.testing'
import { draftFromRow } from './correction'
import type { PhoneDatabase } from './database'
import { changeDraft } from './drafts'
import { rememberPerson } from './mirror'
import { keepKit, kitIn, takeNumber } from './papers'
import { sealDraft } from './sealing'

let db: PhoneDatabase
const texts = { head_lines: [], opening: '', phrases: [], closing: '', rights: '', contact: '' }
const kit = (left: number[], id = 'b1'): PaperKit => ({
  templates: [{ id: 7, unit_code: 'east', issuer: '', officer: '', texts, authorised: ['a'], block: { id, form: '望河改〔2026〕{n}号', left, ends_at: new Date(NOW + 86_400_000).toISOString() } }],
  basis: [], disclaimer: '',
})
const person = (id: string) => ({ id, username: id, name: id, roles: ['patrol'], scope: { segments: [], cells: [], units: [] } }) as never
const left = async () => (await kitIn(db))?.templates[0]?.block?.left

async function withPaper(id: string): Promise<void> {
  await draftWith(db, id, ['x'])
  const paper = { ...newPaper(`p-${id}`, 7, '', null), requirement: '收回', receiver: { kind: 'party' as const, code: null, name: '王' } }
  await changeDraft(db, id, { paper }, NOW)
}

beforeEach(async () => {
  db = await freshDatabase()
  await rememberPerson(db, person('person-1'))
  await keepKit(db, kit([4, 5]), 'person-1', NOW)
})

describe('numbers of papers', () => {
  it('are given once each, also to several drafts at the same moment', async () => {
    await withPaper('d1')
    await withPaper('d2')
    const taken = await Promise.all([takeNumber(db, 'd1', NOW), takeNumber(db, 'd2', NOW), takeNumber(db, 'd1', NOW)])
    expect(new Set(taken.map((draft) => draft?.paper?.number)).size).toBe(2)
    expect((await db.drafts.get('d1'))?.paper).toMatchObject({ block_id: 'b1', at: new Date(NOW).toISOString() })
    expect(await left()).toEqual([])
  })

  it('are none where the block is used up, has ended or belongs to somebody else', async () => {
    for (const id of ['d1', 'd2', 'd3']) await withPaper(id)
    await takeNumber(db, 'd1', NOW)
    expect(await takeNumber(db, 'd2', NOW + 2 * 86_400_000)).toBeNull()
    await rememberPerson(db, person('person-2'))
    expect(await takeNumber(db, 'd2', NOW)).toBeNull()
    await rememberPerson(db, person('person-1'))
    await keepKit(db, kit([4, 5]), 'person-1', NOW)
    expect((await takeNumber(db, 'd2', NOW))?.paper?.number).toBe('望河改〔2026〕5号')
    expect([await takeNumber(db, 'd3', NOW), (await db.drafts.get('d3'))?.paper?.number]).toEqual([null, null])
  })

  it('do not come back with a kit from a server that has not heard of them, nor with a draft that is thrown away', async () => {
    await withPaper('d1')
    await takeNumber(db, 'd1', NOW)
    await db.drafts.delete('d1')
    await keepKit(db, kit([4, 5]), 'person-1', NOW)
    expect(await left()).toEqual([5])
  })

  it('travel with the report, and with its correction', async () => {
    await withPaper('d1')
    await takeNumber(db, 'd1', NOW)
    const row = await sealDraft(db, 'd1', SEALING)
    expect(readManifest(row.bytes).paper).toMatchObject({ id: 'p-d1', running: 4, number: '望河改〔2026〕4号' })
    const draft = await draftFromRow(db, row.id, { now: NOW, newId: () => 'again', digest: async () => 'x' })
    expect(draft.paper?.number).toBe('望河改〔2026〕4号')
  })

  it('are not needed for a draft that the office signs, and a paper given up is none', async () => {
    await withPaper('d1')
    expect(readManifest((await sealDraft(db, 'd1', SEALING)).bytes).paper?.number).toBeNull()
    await draftWith(db, 'd2', ['y'])
    await changeDraft(db, 'd2', { paper: newPaper('p', 7, '', null) }, NOW)
    expect(readManifest((await sealDraft(db, 'd2', SEALING)).bytes).paper).toBeUndefined()
  })
})
