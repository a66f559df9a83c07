import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { readReceipt, settles, type Receipt } from './receipt'

type Examples = Record<'text' | 'photos' | 'backed_up' | 'superseded', Receipt>
const receipts = JSON.parse(
  readFileSync(new URL('../../../tests/contract/receipts.json', import.meta.url), 'utf8'),
) as Examples
const claim = { id: receipts.text.report_id, sha256: receipts.text.manifest_sha256 }

describe('an answer', () => {
  it.each(Object.entries(receipts))('is a receipt when it names our report and our bytes: %s', (_name, body) => {
    expect(readReceipt(body, claim)).toEqual(body)
  })

  it('is none when the hash or the id is not ours', () => {
    expect(readReceipt(receipts.photos, { ...claim, sha256: 'a'.repeat(64) })).toBeNull()
    expect(readReceipt(receipts.photos, { ...claim, id: 'other' })).toBeNull()
  })

  it.each([
    ['a web page', '<html></html>'],
    ['nothing', null],
    ['a list', [receipts.photos]],
    ['a level never heard of', { ...receipts.photos, level: 'all-good' }],
    ['missing photos that are no hashes', { ...receipts.photos, missing: ['x'] }],
    ['no list of missing photos', { ...receipts.photos, missing: null }],
    ['no signature', { ...receipts.photos, hmac: '' }],
    ['no sequence', { ...receipts.photos, commit_seq: 'x' }],
  ])('is none when it is %s', (_name, body) => {
    expect(readReceipt(body, claim)).toBeNull()
  })
})

describe('a receipt', () => {
  it('settles a report with all photos in place, one replaced by a correction, or one whose time to be kept is over', () => {
    expect(settles(receipts.photos)).toBe(true)
    expect(settles(receipts.backed_up)).toBe(true)
    expect(settles(receipts.superseded)).toBe(true)
    expect(settles({ ...receipts.text, missing: [], flags: ['destroyed'] })).toBe(true)
  })

  it('settles nothing at level text, even when no photo is named missing', () => {
    expect(settles(receipts.text)).toBe(false)
    expect(settles({ ...receipts.text, missing: [] })).toBe(false)
  })
})
