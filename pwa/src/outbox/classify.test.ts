import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import type { Receipt } from '@/domain/receipt'

import { judgeOffer, judgePhoto, judgeReport } from './classify'
import { problem } from './server.testing'
import type { Answer } from './types'

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../../tests/contract/${name}`, import.meta.url), 'utf8'))
const receipts = read('receipts.json') as Record<string, Receipt>
const claim = { id: receipts.text!.report_id, sha256: receipts.text!.manifest_sha256 }

function page(status: number, contentType: string | null, body?: unknown): Answer {
  return { answered: true, status, contentType, retryAfterS: null, body }
}
const html = (status: number) => page(status, 'text/html; charset=utf-8')

describe('an answer to a report', () => {
  it.each([200, 201, 202])('with status %i and our hash is a receipt', (status) => {
    expect(judgeReport(page(status, 'application/json', receipts.text), claim)).toEqual({ is: 'receipt', receipt: receipts.text })
  })

  it.each([
    ['no answer', { answered: false, why: 'network' } as Answer],
    ['a timeout', { answered: false, why: 'timeout' } as Answer],
    ['a portal page', html(200)],
    ['a redirect', page(302, 'text/html')],
    ['another success status', page(204, null)],
    ['a receipt for other bytes', page(201, 'application/json', { ...receipts.photos, manifest_sha256: 'a'.repeat(64) })],
    ['a refusal that is not ours', html(403)],
    ['a missing page of a stranger', html(404)],
    ['a request timeout', problem(408, 'timeout')],
  ])('%s means nobody of ours answered', (_name, answer) => {
    expect(judgeReport(answer, claim)).toEqual({ is: 'transient-net' })
  })

  it.each([425, 429, 500, 502, 503, 504, 507])('%i means later, also without a problem body', (status) => {
    const overloaded = [429, 503, 507].includes(status)
    expect(judgeReport(html(status), claim)).toEqual({ is: 'transient-srv', retryAfterS: null, overloaded })
    expect(judgeReport(problem(status, 'unavailable', 9), claim)).toEqual({ is: 'transient-srv', retryAfterS: 9, overloaded })
  })

  it.each([[401, false], [403, true]])('%i from our server asks for a login that may send', (status, forbidden) => {
    expect(judgeReport(problem(status, 'not-signed-in'), claim)).toEqual({ is: 'auth', forbidden })
  })

  it.each([
    [400, 'invalid-body', 'invalid-body'],
    [409, 'content-conflict', 'content-conflict'],
    [413, 'too-large', 'too-large'],
    [415, 'unsupported-media', 'unsupported-media'],
    [422, 'invalid-body', 'invalid-body'],
    [404, 'not-found', 'refused'],
  ])('%i %s needs a person', (status, slug, reason) => {
    expect(judgeReport(problem(status, slug), claim)).toMatchObject({ is: 'needs-user', reason, status })
  })

  it('413 from a proxy needs a person too', () => {
    expect(judgeReport(html(413), claim)).toMatchObject({ is: 'needs-user', reason: 'too-large' })
  })

  it('422 digest-mismatch is healed by sending again', () => {
    expect(judgeReport(problem(422, 'digest-mismatch'), claim)).toMatchObject({ is: 'heal' })
  })
})

describe('an answer to a photo', () => {
  it.each([200, 201, 204])('%i is stored, a web page is not', (status) => {
    expect(judgePhoto(page(status, 'application/json'))).toEqual({ is: 'stored' })
    expect(judgePhoto(html(status))).toEqual({ is: 'transient-net' })
    expect(judgePhoto({ ...html(status), empty: true } as Answer)).toEqual({ is: 'stored' })
  })

  it('415 says the manifest must go first', () => {
    expect(judgePhoto(problem(415, 'unsupported-media'))).toMatchObject({ is: 'heal' })
  })

  it('413 needs a person and 507 is later', () => {
    expect(judgePhoto(problem(413, 'too-large'))).toMatchObject({ is: 'needs-user' })
    expect(judgePhoto(problem(507, 'storage-full', 60))).toMatchObject({ is: 'transient-srv', retryAfterS: 60 })
  })
})

describe('an answer to an offer', () => {
  it('gives its lines', () => {
    const { answer } = read('offer.json') as { answer: { results: unknown[] } }
    expect(judgeOffer(page(200, 'application/json', answer))).toEqual({ is: 'lines', lines: answer.results })
  })

  it('without lines means nobody of ours answered', () => {
    expect(judgeOffer(html(200))).toEqual({ is: 'transient-net' })
    expect(judgeOffer(page(200, 'application/json', { results: [{ id: 4 }] }))).toEqual({ is: 'lines', lines: [] })
  })
})
