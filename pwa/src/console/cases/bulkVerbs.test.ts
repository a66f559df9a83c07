import { describe, expect, it } from 'vitest'

import type { CaseView } from '@/domain/views'

import { bulkMove } from './bulkVerbs'

const aCase = (case_no: string, ...verbs: string[]) => ({ case_no, moves: verbs.map((verb) => ({ verb, needs: ['reason'] })) }) as unknown as CaseView

describe('one move of several cases', () => {
  it('is asked as the first of them has it for whom it is legal', () => {
    const chosen = [aCase('1', 'tag'), aCase('2', 'tag', 'supervise'), aCase('3', 'supervise')]
    expect(bulkMove(chosen, 'supervise')).toMatchObject({ found: { case_no: '2' }, move: { verb: 'supervise', needs: ['reason'] } })
  })

  it('is not offered where none of them has it', () => {
    expect(bulkMove([aCase('1', 'tag'), { case_no: '2' } as CaseView], 'redispatch')).toBeNull()
  })
})
