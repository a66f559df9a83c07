import { createHash } from 'node:crypto'

import { beforeEach, describe, expect, it } from 'vitest'

import { canonical } from '@/domain/canonical'
import { newPledge, type PledgeKit } from '@/domain/pledge'
import { readManifest } from '@/domain/report'

import { draftWith, freshDatabase, NOW, photoOf, SEALING } from './bench.testing'
import { draftFromRow } from './correction'
import type { PhoneDatabase } from './database'
import { addPhoto, addTwin, changeDraft } from './drafts'
import { rememberPerson } from './mirror'
import { keepPledgeKit, pledgeKitIn, saidHereIn } from './pledges'
import { sealDraft } from './sealing'

let db: PhoneDatabase
const KIT: PledgeKit = { schemes: [], streets: {}, shops: { s1: { standing: null, resign_by: null, refused: false, scheme: null, breaches_open: 0, breaches_this_year: 0 } } }
const person = (id: string) => ({ id, username: id, name: id, roles: ['patrol'], scope: { segments: [], cells: [], units: [] } })
const SCHEME = {
  code: 'city', version: 2, name: '门前五包', city: '平城区', term_months: 12, frontage_rule: '到路缘石',
  items: [{ seq: 1, code: 'clean', name_zh: '净化', name_en: 'clean', do_zh: '扫净', dont_zh: '不乱倒', category_slugs: [] }],
}

async function draftOf(id: string, verb: 'sign-pledge' | 'refuse-pledge', shopId = 's1'): Promise<void> {
  await draftWith(db, id, ['front'])
  const pledge = newPledge(SCHEME, {
    shop: { id: shopId, name: '禾家粮油', door: '128 号', segment_code: null, segment_name: null, cell_code: null },
    frontage: { left: '', right: '', length_m: null }, office: null, officer: { id: 'person-1', work_number: '0217' },
  })
  pledge.reading.push({ code: 'clean', how: 'person', at: 'then' })
  pledge.refusal.reason = '不愿意签'
  await changeDraft(db, id, { reply_to: { shop_id: shopId, verb, answers: {}, rev: null }, pledge }, NOW)
}

beforeEach(async () => {
  db = await freshDatabase()
  await rememberPerson(db, person('person-1'))
})

describe('a signing that is sealed', () => {
  it('carries the document in canonical bytes, with the pictures as they travel', async () => {
    await draftOf('d1', 'sign-pledge')
    const twin = photoOf('d1', 'twin', 'smaller').row
    await addTwin(db, 'd1', 'd1-0', twin)
    const paper = photoOf('d1', 'paper', 'paper')
    await addPhoto(db, 'd1', { ...paper.photo, role: 'paper' }, paper.row, NOW)
    const row = await sealDraft(db, 'd1', SEALING)
    const manifest = readManifest(row.bytes)
    expect(manifest.pledge).toMatchObject({ pledge_id: 'd1', shop: { id: 's1' }, position: null, photos: { front: [twin.sha256], paper: [paper.row.sha256] } })
    expect(new TextDecoder().decode(row.bytes)).toContain(`"pledge":${canonical(manifest.pledge)}`)
    expect([manifest.pledge_reading, 'refusal' in manifest, row.shop_name, row.answers]).toEqual([[{ code: 'clean', how: 'person', at: 'then' }], false, '禾家粮油', 's1'])
  })

  it('is known here as signed, with the hash of its document, from the same transaction on', async () => {
    await draftOf('d1', 'sign-pledge')
    const manifest = readManifest((await sealDraft(db, 'd1', SEALING)).bytes)
    const sha256 = createHash('sha256').update(canonical(manifest.pledge)).digest('hex')
    expect(await saidHereIn(db)).toEqual({ s1: { report_id: 'd1', verb: 'sign-pledge', at: NOW, state: 'waiting', document_sha256: sha256 } })
  })

  it('is opened again for a correction as it was signed', async () => {
    await draftOf('d1', 'sign-pledge')
    const before = (await db.drafts.get('d1'))?.pledge
    await sealDraft(db, 'd1', SEALING)
    const again = await draftFromRow(db, 'd1', { now: NOW, newId: () => 'd2', digest: async (bytes) => createHash('sha256').update(new Uint8Array(bytes)).digest('hex') })
    expect(again.pledge?.words).toEqual(before?.words)
    expect(again.pledge?.reading).toEqual(before?.reading)
  })
})

describe('a refusal that is sealed', () => {
  it('says why and who saw it, and carries nothing that somebody could have signed', async () => {
    await draftOf('d1', 'refuse-pledge')
    const manifest = readManifest((await sealDraft(db, 'd1', SEALING)).bytes)
    expect([manifest.refusal, 'pledge' in manifest, manifest.reply_to?.verb]).toEqual([{ reason: '不愿意签', officers: ['0217', ''] }, false, 'refuse-pledge'])
    expect((await saidHereIn(db)).s1).toMatchObject({ verb: 'refuse-pledge', document_sha256: null })
    const again = await draftFromRow(db, 'd1', { now: NOW, newId: () => 'd2', digest: async () => '' })
    expect([again.pledge?.refusal.reason, again.pledge?.words.shop.id]).toEqual(['不愿意签', 's1'])
  })
})

describe('what is known here', () => {
  it('is the last word on each shop, until a kit that was fetched after it arrived', async () => {
    await draftOf('d1', 'refuse-pledge')
    await sealDraft(db, 'd1', SEALING)
    await draftOf('d2', 'sign-pledge')
    await sealDraft(db, 'd2', { ...SEALING, now: NOW + 5 })
    await draftOf('d3', 'sign-pledge', 's2')
    await sealDraft(db, 'd3', { ...SEALING, now: NOW + 6 })
    await db.outbox.update('d2', { phase: 'delivered', delivered_at: NOW + 10 })
    await db.outbox.update('d1', { phase: 'delivered', delivered_at: NOW + 9 })
    expect(Object.values(await saidHereIn(db)).map(({ report_id, state }) => [report_id, state])).toEqual([['d2', 'delivered'], ['d3', 'waiting']])
    await keepPledgeKit(db, { kit: KIT, etag: 'k1' }, 'person-1', NOW + 20)
    expect(Object.keys(await saidHereIn(db))).toEqual(['s2'])
  })
})

describe('the kit', () => {
  it('stays as it is when the server says so, and is nobody else’s', async () => {
    await keepPledgeKit(db, { kit: KIT, etag: 'k1' }, 'person-1', NOW)
    await keepPledgeKit(db, null, 'person-1', NOW + 5)
    expect(await pledgeKitIn(db)).toEqual({ ...KIT, etag: 'k1', fetched_at: NOW + 5, person_id: 'person-1' })
    await keepPledgeKit(db, { kit: { ...KIT, shops: {} }, etag: 'k2' }, 'somebody', NOW + 6)
    expect((await pledgeKitIn(db))?.etag).toBe('k1')
    await rememberPerson(db, person('person-2'))
    expect(await pledgeKitIn(db)).toBeNull()
  })
})
