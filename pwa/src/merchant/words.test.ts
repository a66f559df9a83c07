import { describe, expect, it } from 'vitest'

import { left, localeOf, moment, spoken, troubleWords, WORDS } from './words'

const NOW = Date.parse('2026-11-20T06:40:00Z')

describe('how the page speaks', () => {
  it.each([
    ['2026-11-20T09:30:00Z', '今天 17:30', 'today 17:30'],
    ['2026-11-20T15:59:00Z', '今天 23:59', 'today 23:59'],
    ['2026-11-20T16:00:00Z', '明天 00:00', 'tomorrow 00:00'],
    ['2026-11-19T01:05:00Z', '昨天 09:05', 'yesterday 09:05'],
    ['2026-11-02T01:10:00Z', '11月2日 09:10', 'Nov 2 09:10'],
    ['2027-01-02T01:10:00Z', '2027年1月2日 09:10', 'Jan 2, 2027 09:10'],
    ['not a moment', 'not a moment', 'not a moment'],
  ])('of moments in the city’s time: %s', (iso, chinese, english) => {
    expect([moment('zh-CN', iso, NOW), moment('en', iso, NOW)]).toEqual([chinese, english])
  })

  it.each([
    ['2026-11-20T09:30:00Z', '还剩 2 小时 50 分', '2 h 50 min left'],
    ['2026-11-20T06:49:59Z', '还剩 9 分', '9 min left'],
    ['2026-11-23T07:40:00Z', '还剩 3 天 1 小时', '3 d 1 h left'],
    ['2026-11-20T05:30:00Z', '已超过 1 小时 10 分', '1 h 10 min over'],
  ])('of how long it is: %s', (iso, chinese, english) => {
    expect([left('zh-CN', iso, NOW), left('en', iso, NOW)]).toEqual([chinese, english])
  })

  it('of small numbers and in the phone’s language', () => {
    expect([spoken('zh-CN', 5), spoken('zh-CN', 12), spoken('en', 5)]).toEqual(['五', '12', '5'])
    expect(['zh-TW', '', 'fr-FR', 'en-GB'].map(localeOf)).toEqual(['zh-CN', 'zh-CN', 'en', 'en'])
  })

  it('of trouble, with what to do next', () => {
    expect(troubleWords(WORDS.en, { word: 'busy', minutes: 3 })).toContain('3 min')
    expect(troubleWords(WORDS.en, { word: 'no-network' })).toContain('still here')
    expect(troubleWords(WORDS.en, { word: 'wrong' })).toBe(WORDS.en.failed.other)
  })
})
