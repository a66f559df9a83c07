import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { answered, questionsOf } from './closing-questions'

interface Rule {
  close_when_zh: string
  close_when_en: string
}
const file = new URL('../../../app/catalog/default_catalog.json', import.meta.url)
const catalogue = JSON.parse(readFileSync(file, 'utf8')) as { entries: Rule[] }

describe('the questions of a closing rule', () => {
  it('are its conditions, the same in both languages', () => {
    expect(questionsOf('盖全、平稳、编号一致', 'Covered, level and firm, the number matches')).toEqual([
      { key: 'q1', zh: '盖全', en: 'Covered' },
      { key: 'q2', zh: '平稳', en: 'Level and firm' },
      { key: 'q3', zh: '编号一致', en: 'The number matches' },
    ])
  })

  it('keep together what is one condition or the other', () => {
    expect(questionsOf('拆除或入地、捆扎', 'Removed, put underground or bundled')).toHaveLength(1)
    expect(questionsOf('驶离或入位，通行恢复', 'Driven away or moved into a bay, the way is free').map(({ zh }) => zh)).toEqual(['驶离或入位', '通行恢复'])
  })

  it('lose no condition that one language says in more parts', () => {
    expect(questionsOf('归位、平顺无翘', 'Back in place, level, does not tilt').map(({ en }) => en)).toEqual(['Back in place', 'Level, does not tilt'])
    expect(questionsOf('甲、乙、丙', 'A and b, c').map(({ zh }) => zh)).toEqual(['甲', '乙，丙'])
  })

  it('are at least one, and none is empty in the whole catalogue', () => {
    expect(questionsOf(null, undefined)).toEqual([{ key: 'q1', zh: '', en: '' }])
    const all = catalogue.entries.map(({ close_when_zh, close_when_en }) => questionsOf(close_when_zh, close_when_en))
    expect(all.flat().filter(({ zh, en }) => zh === '' || en === '')).toEqual([])
    expect(Math.max(...all.map(({ length }) => length))).toBe(3)
  })

  it('are counted as open and as no', () => {
    const questions = questionsOf('甲、乙、丙', 'a, b, c')
    expect(answered(questions, { q1: true, q3: false })).toEqual({ open: 1, no: 1 })
  })
})
