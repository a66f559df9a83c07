import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

import chinese from '@/i18n/messages/zh-CN/told.json'
import english from '@/i18n/messages/en/told.json'
import { DETAILS, toldParts } from './toldParts'

const KINDS = Object.keys(JSON.parse(readFileSync(fileURLToPath(new URL('../../../../app/telling/texts/zh.json', import.meta.url)), 'utf8')) as object)

describe('what somebody was told', () => {
  it('has a sentence for every kind the server knows, in both languages', () => {
    expect(KINDS.length).toBeGreaterThan(40)
    for (const { told } of [chinese, english]) expect(Object.keys(told.kind).sort()).toEqual([...KINDS, 'other'].sort())
  })

  it('has words for every detail', () => {
    for (const { told } of [chinese, english]) for (const name of DETAILS) expect(told.detail).toHaveProperty(name)
  })

  it('names the details that are there, in order, and fills what is missing in the sentence', () => {
    const parts = toldParts({ kind: 'case-rework', case_no: 'A1', facts: { reason: '没清干净', unit: '一队', count: 3, lines: ['x'] } })
    expect(parts.details).toEqual([{ name: 'unit', value: '一队' }, { name: 'reason', value: '没清干净' }])
    expect(parts.slots).toEqual({ case_no: 'A1', number: '—', count: '3', kind: 'case-rework' })
  })

  it('asks the sentences for nothing but those slots', () => {
    for (const { told } of [chinese, english]) {
      const asked = Object.values(told.kind).flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]))
      expect([...new Set(asked)].sort()).toEqual(['case_no', 'count', 'kind', 'number'])
    }
  })
})
