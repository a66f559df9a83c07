import { describe, expect, it } from 'vitest'

import en from '@/i18n/messages/en/console.json'
import enAsking from '@/i18n/messages/en/judging.json'
import enSettings from '@/i18n/messages/en/settings.json'
import zh from '@/i18n/messages/zh-CN/console.json'
import zhAsking from '@/i18n/messages/zh-CN/judging.json'
import zhSettings from '@/i18n/messages/zh-CN/settings.json'

import { AMENDMENTS, REFUSALS, REJECTIONS, toldText } from './reasons'

describe('what an author reads', () => {
  it('is the sentence of the reason and what was added to it', () => {
    expect([toldText('Too dark.', ' Use the lamp. '), toldText('', 'See the shop.'), toldText('Too dark.', '')]).toEqual([
      'Too dark. Use the lamp.', 'See the shop.', 'Too dark.',
    ])
  })

  it('has words for every reason, and a sentence for each that needs none of one\'s own', () => {
    for (const [reasons, known] of [
      [REJECTIONS, [en.rejectDialog.reason, zh.rejectDialog.reason]],
      [AMENDMENTS, [enAsking.asking.amend.reason, zhAsking.asking.amend.reason]],
      [REFUSALS, [enSettings.filing.refusal.reason, zhSettings.filing.refusal.reason]],
    ] as const) {
      for (const words of known as unknown as Record<string, { title?: string; text?: string }>[]) {
        const named = reasons.filter(({ key }) => words[key]?.title)
        expect(named).toEqual([...reasons])
        expect(reasons.filter(({ key, needsWords }) => !needsWords && !words[key]?.text)).toEqual([])
      }
    }
  })
})
