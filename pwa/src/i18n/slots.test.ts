import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'

import { fillOurselves } from './slots'

fillOurselves()

const said = (text: string, slots: Record<string, unknown> = {}) => {
  const { t } = createI18n({ legacy: false, locale: 'en', messages: { en: { text } } }).global
  return t('text', slots)
}

describe('a message', () => {
  it.each([
    ['plain', {}, 'plain'],
    ['{n} of {all}', { n: 0, all: 3 }, '0 of 3'],
    ['第 {n} 次 · {name}', { n: 2, name: '<b>{n}</b>' }, '第 2 次 · <b>{n}</b>'],
    ["{'{city}'} and {'{count}'} are filled in", { city: 'x' }, '{city} and {count} are filled in'],
    ['left out: {nobody}.', {}, 'left out: .'],
    ['{a}{b}', { a: 'x', b: 'y' }, 'xy'],
  ])('is filled in: %s', (text, slots, wanted) => {
    expect(said(text, slots)).toBe(wanted)
  })

  it('is its key where nobody wrote it', () => {
    const { t } = createI18n({ legacy: false, locale: 'en', messages: {}, missingWarn: false }).global
    expect(t('no.such.words')).toBe('no.such.words')
  })
})

describe('the message files', () => {
  const MESSAGES = fileURLToPath(new URL('messages', import.meta.url))
  const texts = (node: unknown): string[] => (typeof node === 'string' ? [node] : Object.values(node as object).flatMap(texts))
  const files = readdirSync(MESSAGES, { recursive: true, withFileTypes: true }).filter(({ name }) => name.endsWith('.json'))

  it.each(files.map(({ parentPath, name }) => join(parentPath, name)))('use slots and nothing else that would have to be understood: %s', (file) => {
    for (const text of texts(JSON.parse(readFileSync(file, 'utf8')))) {
      const rest = text.replace(/\{(?:\w+|'[^']*')\}/g, '')
      expect(rest, text).not.toMatch(/[{}|]|@[.:]/)
    }
  })
})
