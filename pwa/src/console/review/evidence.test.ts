import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

import { KNOWN_FLAGS } from '@/domain/report'

import { doubtCount, evidence } from './evidence'
import { aReport } from './samples.testing'

const read = (locale: string) =>
  JSON.parse(
    readFileSync(fileURLToPath(new URL(`../../i18n/messages/${locale}/console.json`, import.meta.url)), 'utf8'),
  ) as { evidence: { flag: Record<string, string>; ok: Record<string, string> } & Record<string, unknown> }

const messages = (report: Parameters<typeof evidence>[0], known = () => true) =>
  evidence(report, known).map((sentence) => sentence.message)

describe('evidence sentences', () => {
  it.each(['zh-CN', 'en'])('exist in %s for every flag of the contract', (locale) => {
    const { flag } = read(locale).evidence
    expect(KNOWN_FLAGS.filter((name) => !flag[name])).toEqual([])
  })

  it('say only what is known of a clean report', () => {
    expect(messages(aReport('1'))).toEqual(['ok.photos', 'ok.camera', 'ok.fix', 'ok.place'])
    expect(doubtCount(aReport('1'))).toBe(0)
  })

  it('claim nothing about photos that have not arrived', () => {
    const report = aReport('1', { photos: [{ sha256: 'b'.repeat(64), role: 'scene', stored: false, decodable: null }] })
    expect(messages(report)).toEqual(['photos-waiting', 'ok.fix', 'ok.place'])
  })

  it('no longer wait for photos of a report that was replaced', () => {
    const report = aReport('1', {
      photos: [{ sha256: 'b'.repeat(64), role: 'scene', stored: false, decodable: null }],
      flags: ['photo-lost', 'superseded'],
    })
    expect(messages(report)).not.toContain('photos-waiting')
  })

  it('never call a picture from the camera when one is from the gallery', () => {
    const shown = messages(aReport('1', { flags: ['gallery'] }))
    expect(shown).toContain('flag.gallery')
    expect(shown).not.toContain('ok.camera')
  })

  it.each(['position-missing', 'coarse-fix', 'stale-fix', 'accuracy-missing'])(
    'do not call the fix usable under the flag %s',
    (flag) => {
      expect(messages(aReport('1', { flags: [flag] }))).not.toContain('ok.fix')
    },
  )

  it('show a flag from a newer server generically and count it', () => {
    const report = aReport('1', { flags: ['moon-phase'] })
    const [first] = evidence(report, () => false)
    expect(first).toMatchObject({ message: null, flag: 'moon-phase', tone: 'look' })
    expect(doubtCount(report)).toBe(1)
  })

  it('ask for a choice only while nobody has chosen', () => {
    const candidates = ['S01', 'S02'].map((code) => ({ kind: 'segment' as const, code, name: code, distance_m: 3, share: 0.5 }))
    const placement = { ...aReport('1').placement!, status: 'ambiguous' as const, candidates }
    expect(evidence(aReport('1', { placement }), () => true)[0]).toMatchObject({ message: 'place-ambiguous', count: 2 })
    expect(messages(aReport('1', { placement: { ...placement, chosen_by: 'Patrol 01' } }))).not.toContain('place-ambiguous')
  })

  it('mention a border between cells without asking anybody to look', () => {
    const placement = { ...aReport('1').placement!, status: 'near-edge' as const, segment_status: 'inside' as const, cell_status: 'near-edge' as const }
    const report = aReport('1', { placement })
    expect(messages(report)).toEqual(['ok.photos', 'ok.camera', 'ok.fix', 'ok.place', 'cell-near-edge'])
    expect(doubtCount(report)).toBe(0)
  })

  it('tell what the rules say, doubts before what is in order', () => {
    const report = aReport('1', {
      checks: [
        { slug: 'exif-time-apart', tone: 'look', facts: { minutes: 600 } },
        { slug: 'chain-whole', tone: 'good', facts: {} },
      ],
    })
    const shown = evidence(report, () => true)
    expect(shown[0]).toMatchObject({ tone: 'look', check: { slug: 'exif-time-apart' } })
    expect(shown.at(-1)).toMatchObject({ tone: 'good', check: { slug: 'chain-whole' } })
    expect(doubtCount(report)).toBe(1)
  })

  it('do not say twice what a flag and a rule both say', () => {
    const report = aReport('1', { flags: ['coarse-fix', 'gallery'], checks: [{ slug: 'fix-coarse', tone: 'look', facts: { metres: 80 } }] })
    expect(messages(report).filter((message) => message?.startsWith('flag.'))).toEqual(['flag.gallery'])
    expect(evidence(report, () => true).filter((sentence) => sentence.flag === 'coarse-fix')).toHaveLength(1)
    expect(doubtCount(report)).toBe(2)
  })

  it('miss the picture of after when a report was solved on the spot without one', () => {
    expect(messages(aReport('1', { handled_on_spot: true }))[0]).toBe('no-after')
  })
})
