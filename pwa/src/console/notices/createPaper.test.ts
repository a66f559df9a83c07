import { describe, expect, it } from 'vitest'

import type { Basis, NoticesApi, Paper, PaperSaid, Proposal, Template } from '@/api/notices'
import { Failure } from '@/domain/problem'

import { createPaper } from './createPaper'
import { draftFrom, lacks, saidOf, withPhrase } from './draft'
import { isOverdue } from './looks'

const NOW = new Date('2026-11-21T06:46:00Z')
const TEXTS = { head_lines: [], opening: '', phrases: ['P1'], closing: '', rights: '', contact: '' }
const template = (id: number, kind: Template['kind'] = 'rectification'): Template => ({ id, unit_code: 'u', kind, version: id, mark: 'M', issuer: 'Office', texts: TEXTS, authorised: [], active: true, officer: null, at: '' })
const rule: Basis = { id: 7, code: 'B', version: 1, title: 'Rule', article: '', text: '', active: true, at: '' }
const PROPOSAL: Proposal = { case_no: '1', category: 'c', receiver: { kind: 'shop', code: 's', name: 'Shop' }, address: 'Road 1', facts: { at: '2026-11-21T06:40:00Z', where: 'Road 1', what: 'Boxes' }, deadline: null, photos: [], orders: [] }

function paperOf(said: PaperSaid, rev: number, more: Partial<Paper> = {}): Paper {
  const base = { id: 'p', kind: 'rectification', state: 'draft', number: null, unit_code: 'u', segment: null, cell_code: null, issued_at: null, served_at: null, means: null, passed: null, archive_no: null, outdated_basis: [], order_ref: null, drafted_by: null, officer: null, authorised: false, sheet: null, service: null, events: [], moves: ['change', 'issue', 'void'] } as const
  const { template_id, ...rest } = said
  return { ...base, ...rest, rev, template: { id: template_id, version: 1, issuer: 'Office', mark: 'M' }, basis: rest.basis.map(() => rule), photos: rest.photos.map((sha256) => ({ sha256, pending: false })), outdated_basis: [], events: [], moves: [...base.moves], ...more }
}

/** A server that keeps one paper and refuses old revisions. */
function server(list: Template[] = [template(1)]) {
  const asked: string[] = []
  const state: { paper: Paper | null } = { paper: null }
  const current = (rev: number) => {
    if (state.paper?.rev !== rev) throw new Failure('stale', 412)
  }
  const api: Pick<NoticesApi, 'get' | 'proposal' | 'draft' | 'change' | 'move' | 'templates' | 'basis'> = {
    get: () => Promise.resolve(state.paper as Paper),
    proposal: () => Promise.resolve(PROPOSAL),
    draft: (id, said) => (asked.push(`draft ${id}`), Promise.resolve((state.paper = paperOf(said, 1)))),
    change: async (_id, rev, said) => {
      await Promise.resolve()
      asked.push(`change ${rev}`)
      current(rev)
      return (state.paper = paperOf(said, rev + 1))
    },
    move: async (_id, rev, verb) => {
      await Promise.resolve()
      asked.push(`${verb} ${rev}`)
      current(rev)
      return (state.paper = { ...(state.paper as Paper), rev: rev + 1, state: 'issued', number: 'M1' })
    },
    templates: () => Promise.resolve({ items: list, neutral: { rectification: TEXTS, supervision: TEXTS } }),
    basis: () => Promise.resolve([rule]),
  }
  return { api, asked, state, desk: createPaper(api, () => 'new-id', () => NOW) }
}

describe('what a paper says', () => {
  it('begins with what the case knows and names what is missing', () => {
    const draft = draftFrom(PROPOSAL, NOW)
    expect(draft.deadline).toBe('2026-11-22T17:30')
    expect(lacks(draft, undefined)).toEqual(['template', 'requirement'])
    expect(lacks({ ...draft, requirement: 'x' }, template(1, 'supervision'))).toEqual(['level', 'replyBy'])
  })

  it('leaves out of a notice what only a supervision order has, and the code of a person', () => {
    const draft = { ...draftFrom(PROPOSAL, NOW), level: 'key', replyBy: '2026-11-22T09:00', cc: 'A\n\n B ', requirement: 'x', receiver: { kind: 'party' as const, code: 's', name: ' Li ' } }
    expect(saidOf(draft, template(1))).toMatchObject({ level: null, reply_by: null, cc: [], receiver: { kind: 'party', code: null, name: 'Li' } })
    expect(saidOf(draft, template(1, 'supervision'))).toMatchObject({ level: 'key', cc: ['A', 'B'] })
  })

  it('has a phrase once', () => {
    expect(withPhrase('', 'P1')).toBe('P1')
    expect(withPhrase('a', 'P1')).toBe('a\nP1')
    expect(withPhrase('a\nP1', 'P1')).toBe('a\nP1')
  })
})

describe('a paper at the desk', () => {
  it('is saved under one id and issued as it is seen', async () => {
    const { desk, asked } = server()
    await desk.begin('1')
    expect(desk.draft.value?.templateId).toBe(1)
    expect(await desk.save()).toBe(false)
    if (desk.draft.value) desk.draft.value.requirement = 'x'
    expect(await desk.save()).toBe(true)
    expect(desk.changed.value).toBe(false)
    if (desk.draft.value) desk.draft.value.requirement = 'y'
    expect(await desk.issue()).toBe(true)
    expect(asked).toEqual(['draft new-id', 'change 1', 'issue 2'])
    expect([desk.paper.value?.number, desk.draft.value]).toEqual(['M1', null])
  })

  it('keeps what was typed when somebody else was faster', async () => {
    const { desk, state } = server()
    await desk.begin('1')
    if (desk.draft.value) desk.draft.value.requirement = 'x'
    await desk.save()
    state.paper = { ...(state.paper as Paper), rev: 5, address: 'elsewhere' }
    if (desk.draft.value) desk.draft.value.requirement = 'mine'
    expect(await desk.save()).toBe(false)
    expect([desk.meanwhile.value, desk.paper.value?.rev, desk.draft.value?.requirement]).toEqual([true, 5, 'mine'])
    expect(await desk.save()).toBe(true)
  })

  it('is saved with the newest template before it is issued', async () => {
    const { desk, asked, state } = server([template(2)])
    state.paper = paperOf({ ...saidOf({ ...draftFrom(PROPOSAL, NOW), requirement: 'x' }, template(1)) }, 3)
    await desk.open('p')
    expect(desk.draft.value?.templateId).toBe(2)
    await desk.issue()
    expect(asked).toEqual(['change 3', 'issue 4'])
  })
})

describe('the ledger', () => {
  it('calls late what still waits for somebody after its deadline', () => {
    const before = '2026-11-21T06:00:00Z'
    expect(isOverdue({ state: 'served', deadline: before }, NOW)).toBe(true)
    expect(isOverdue({ state: 'archived', deadline: before }, NOW)).toBe(false)
    expect(isOverdue({ state: 'issued', deadline: '2026-11-21T07:00:00Z' }, NOW)).toBe(false)
  })
})

describe('a paper for whoever only signs', () => {
  it('is read, not filled in, and issued as it stands', async () => {
    const there = paperOf(saidOf({ ...draftFrom(PROPOSAL, NOW), requirement: 'x' }, template(1)), 3, { moves: ['issue', 'void'] })
    const { api } = server()
    const asked: number[] = []
    const signing = {
      ...api,
      get: () => Promise.resolve(there),
      proposal: () => Promise.reject(new Failure('not-allowed', 403)),
      move: (_id: string, rev: number) => (asked.push(rev), Promise.resolve({ ...there, rev: rev + 1, state: 'issued' as const, number: 'M1' })),
    }
    const desk = createPaper(signing, () => 'new', () => NOW)
    await desk.open('p')
    expect([desk.draft.value, desk.failure.value]).toEqual([null, null])
    expect(await desk.issue()).toBe(true)
    expect([desk.paper.value?.number, asked]).toEqual(['M1', [3]])
  })
})
