import { describe, expect, it } from 'vitest'

import { checkSentence, flagSaidBy, type CheckView, type Words } from '@/domain/checks'

import english from '@/i18n/messages/en/checks.json'
import chinese from '@/i18n/messages/zh-CN/checks.json'

const OTHER = '0197f1a2-0000-7000-8000-0000cafe1234'

/** The message files alone, with slots filled as the screens do it. */
function wordsOf(messages: object): Words {
  const at = (key: string) => key.split('.').reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part], messages)
  return {
    te: (key) => typeof at(key) === 'string',
    t: (key, slots) => String(at(key)).replaceAll(/\{(\w+)\}/g, (_, name: string) => String(slots[name])),
  }
}

function said(slug: string, facts: CheckView['facts'] = {}, messages: object = english): string {
  return checkSentence({ slug, tone: 'look', facts }, wordsOf(messages))
}

describe('the sentence for a check', () => {
  it.each([
    [{ seconds: 95 }, '95 s'],
    [{ seconds: 600 }, '10 min'],
    [{ seconds: 7200 }, '2 h'],
    [{ seconds: 200_000 }, '2 d'],
  ])('tells a time as people read it: %o', (facts, time) => {
    expect(said('fix-stale', facts)).toContain(`are ${time} apart`)
  })

  it('tells minutes, metres and kilometres', () => {
    expect(said('exif-time-apart', { minutes: 2880 })).toContain('2 d')
    expect(said('exif-place-apart', { metres: 420 })).toContain('420 m')
    expect(said('exif-place-apart', { metres: 11_234 })).toContain('11.2 km')
    expect(said('exif-place-apart', { metres: 11_234 }, chinese)).toContain('11.2 公里')
  })

  it('names the other report by the digits people read to each other, where the reader may know it', () => {
    expect(said('same-bytes-before', { report_id: OTHER })).toContain('report CAFE1234')
    expect(said('same-bytes-before', {})).toContain('an earlier report')
    expect(said('near-same-picture-before', { report_id: OTHER, bits: 3 }, chinese)).toBe('和上报 CAFE1234 里的一张照片几乎一样（64 个特征只差 3 个）。')
  })

  it('says whether a clock is slow, fast or of no use', () => {
    expect(said('device-clock-off', { seconds: 600 })).toContain('10 min slow')
    expect(said('device-clock-off', { seconds: -600 })).toContain('10 min fast')
    expect(said('device-clock-off', { seconds: null })).toContain('cannot be used')
  })

  it('tells the missing numbers as runs', () => {
    expect(said('chain-gap', { numbers: 3, runs: [[5, 6], [8, 8]] })).toContain('numbers 5–6, 8')
    expect(said('chain-gap', { numbers: 3, runs: [[5, 6], [8, 8]] }, chinese)).toContain('编号 5–6、8')
  })

  it('is generic for a rule of a newer server', () => {
    expect(said('moon-phase')).toContain('“moon-phase”')
  })

  it('leaves no slot empty that its facts fill', () => {
    for (const facts of [{ photos: 2 }, { reports: 2 }]) {
      for (const slug of ['pictures-new', 'exif-time-fits', 'exif-place-fits', 'from-gallery', 'same-coordinates']) {
        expect(said(slug, facts), slug).toContain('2')
      }
    }
  })
})

describe('flags', () => {
  it('give way to the check that says the same with facts', () => {
    const check = (slug: string): CheckView => ({ slug, tone: 'look', facts: {} })
    expect(flagSaidBy(check('fix-coarse'))).toBe('coarse-fix')
    expect(flagSaidBy(check('exif-time-apart'))).toBeNull()
  })
})
