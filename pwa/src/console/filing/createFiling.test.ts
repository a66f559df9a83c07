import { describe, expect, it } from 'vitest'

import { Failure } from '@/domain/problem'
import type { ReportView } from '@/domain/views'

import { createFiling, type FilingPorts } from './createFiling'

const report = (id: string, rev = 1): ReportView => ({ id, rev, status: 'accepted', photos: [], flags: [], case_no: null }) as unknown as ReportView

function desk(more: Partial<FilingPorts> = {}, ids = ['a', 'b', 'c']) {
  let at = 0
  const asked: unknown[] = []
  const filing = createFiling({
    isSeparate: () => Promise.resolve(true),
    waiting: () => Promise.resolve(ids.map((id) => report(id))),
    file: (one) => (asked.push(['file', one.id, one.rev]), Promise.resolve({ ...one, case_no: '4101042026112200001' })),
    refuse: (one, reason) => (asked.push(['refuse', one.id, reason]), Promise.resolve(one)),
    takeBack: (id) => (asked.push(['back', id]), Promise.resolve(report(id, 3))),
    now: () => at,
    ...more,
  })
  return { filing, asked, later: (ms: number) => ((at += ms), filing.tick()) }
}
const shown = ({ items, chosenId }: ReturnType<typeof createFiling>) => [items.value.map(({ id }) => id).join(''), chosenId.value]

describe('reports that wait to be filed', () => {
  it('leave the list at once, and the next one is looked at', async () => {
    const { filing, asked } = desk()
    await filing.load()
    expect(shown(filing)).toEqual(['abc', 'a'])
    filing.step(1)
    filing.file()
    expect([shown(filing), filing.decided.value, asked]).toEqual([['ac', 'c'], 1, [['file', 'b', 1]]])
    await filing.latest.value?.answer
    expect([filing.latest.value?.settled, filing.latest.value?.caseNo]).toEqual([true, '4101042026112200001'])
    filing.refuse('不属于管理范围')
    expect(asked.at(-1)).toEqual(['refuse', 'c', '不属于管理范围'])
    expect(shown(filing)).toEqual(['a', 'a'])
  })

  it('come back to their place when it is taken back within thirty seconds', async () => {
    const { filing, asked, later } = desk()
    await filing.load()
    filing.file()
    later(29_000)
    expect(filing.secondsLeft.value).toBe(1)
    await filing.undo()
    expect([shown(filing), asked.at(-1), filing.undone.value?.id, filing.items.value[0]?.rev]).toEqual([['abc', 'a'], ['back', 'a'], 'a', 3])
    filing.file()
    later(30_000)
    expect([filing.latest.value, asked.length]).toEqual([null, 3])
    await filing.undo()
    expect(asked.length).toBe(3)
  })

  it('come back with the reason when they could not be sent', async () => {
    const { filing } = desk({ file: () => Promise.reject(new Failure('no-network')) })
    await filing.load()
    filing.step(1)
    filing.file()
    await filing.latest.value?.answer
    expect([shown(filing), filing.troubles.value[0]?.kind, filing.decided.value, filing.latest.value]).toEqual([['abc', 'b'], 'failed', 0, null])
  })

  it('are read again when somebody was faster', async () => {
    let ids = ['a', 'b']
    const { filing } = desk({ file: () => Promise.reject(new Failure('illegal-move', 409)), waiting: () => Promise.resolve(ids.map((id) => report(id, 2))) })
    await filing.load()
    ids = ['b', 'd']
    filing.file()
    await filing.latest.value?.answer
    expect([shown(filing), filing.troubles.value.map(({ kind, report: { id } }) => [kind, id])]).toEqual([['bd', 'b'], [['faster', 'a']]])
  })

  it('that are decided are not brought back by a list from before', async () => {
    const { filing } = desk()
    await filing.load()
    filing.file()
    await filing.refresh()
    expect(shown(filing)).toEqual(['bc', 'b'])
  })

  it('say that a decision stands when it is too late to take it back', async () => {
    const { filing } = desk({ takeBack: () => Promise.reject(new Failure('illegal-move', 409)) })
    await filing.load()
    filing.file()
    await filing.undo()
    expect([filing.troubles.value[0]?.kind, shown(filing)]).toEqual(['late', ['bc', 'b']])
  })

  it('tell that filing is no step of its own, and what kept them from being read', async () => {
    const off = desk({ isSeparate: () => Promise.resolve(false) }, []).filing
    await off.load()
    expect([off.separate.value, off.loaded.value, off.chosen.value]).toEqual([false, true, null])
    const broken = desk({ waiting: () => Promise.reject(new Failure('no-network')) }).filing
    await broken.load()
    expect([broken.loaded.value, broken.failure.value]).toEqual([false, new Failure('no-network')])
  })
})
