import { describe, expect, it } from 'vitest'

import type { MoveOrder } from '@/domain/case-work'
import { Failure } from '@/domain/problem'
import type { CaseView } from '@/domain/views'

import { createMoves } from './createMoves'

const event = (kind: string) => ({ kind, state: 'claimed', by: { id: 'p', name: 'Li' }, at: '2026-11-20T00:20:00Z', reason: null, facts: {} })
const aCase = (rev: number, kinds: string[], verbs: string[] = ['ask-return']) =>
  ({ case_no: '1', rev, state: 'claimed', events: kinds.map(event), moves: verbs.map((verb) => ({ verb, needs: ['reason'] })) }) as unknown as CaseView
const ASK = { verb: 'ask-return', needs: ['reason'] }

function moving(answers: (CaseView | Failure)[], later: CaseView = aCase(5, ['filed', 'dispatch', 'claim'])) {
  const sent: [MoveOrder, number][] = []
  const told: CaseView[] = []
  const moves = createMoves(
    {
      move: async (_no, order, rev) => {
        sent.push([order, rev])
        const answer = answers.shift()
        if (answer === undefined || answer instanceof Failure) throw answer
        return answer
      },
      read: async () => later,
      send: async () => 'hash',
    },
    (found) => told.push(found),
  )
  return { moves, sent, told }
}

describe('making a move', () => {
  it('sends what was typed with the revision that was read, and closes', async () => {
    const { moves, sent, told } = moving([aCase(5, [])])
    moves.begin(aCase(4, []), ASK)
    expect([await moves.make(''), sent]).toEqual([null, []])
    moves.form.reason = 'not ours'
    expect((await moves.make(''))?.verb).toBe('ask-return')
    expect([sent, told.length, moves.move.value]).toEqual([[[{ verb: 'ask-return', reason: 'not ours' }, 4]], 1, null])
  })

  it('keeps what was typed when somebody was faster, tells what they did, and goes on from there', async () => {
    const { moves, sent } = moving([new Failure('stale', 412), aCase(6, [])])
    moves.begin(aCase(4, ['filed', 'dispatch']), ASK)
    moves.form.reason = 'not ours'
    expect(await moves.make('')).toBeNull()
    expect([moves.meanwhile.value?.map(({ kind }) => kind), moves.form.reason, moves.stillLegal.value]).toEqual([['claim'], 'not ours', true])
    await moves.make('')
    expect(sent.map(([, rev]) => rev)).toEqual([4, 5])
  })

  it('says so when the move is no longer possible, and still keeps what was typed', async () => {
    const { moves } = moving([new Failure('illegal-move', 409)], aCase(5, ['filed', 'close'], ['annotate']))
    moves.begin(aCase(4, ['filed']), ASK)
    moves.form.reason = 'not ours'
    await moves.make('')
    expect([moves.stillLegal.value, moves.form.reason, moves.failure.value]).toEqual([false, 'not ours', null])
    expect(moves.refused.value?.slug).toBe('illegal-move')
    moves.begin(aCase(5, []), ASK)
    expect(moves.refused.value).toBeNull()
  })

  it('shows another refusal and stays open', async () => {
    const { moves } = moving([new Failure('not-allowed', 403)])
    moves.begin(aCase(4, []), ASK)
    moves.form.reason = 'x'
    await moves.make('')
    expect([(moves.failure.value as Failure).slug, moves.move.value]).toEqual(['not-allowed', ASK])
  })

  it('makes a move that asks nothing at once, once', async () => {
    const { moves, sent } = moving([aCase(5, [])])
    const claim = { verb: 'claim', needs: [] }
    await Promise.all([moves.makeAtOnce(aCase(4, []), claim), moves.makeAtOnce(aCase(4, []), claim)])
    expect([sent, moves.move.value]).toEqual([[[{ verb: 'claim' }, 4]], null])
  })
})
