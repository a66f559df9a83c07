import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

const SRC = fileURLToPath(new URL('..', import.meta.url))
const MESSAGES = join(SRC, 'i18n', 'messages')
const CHINESE = /[\u3007\u3400-\u9fff\uf900-\ufaff]/

function read(locale: string, file: string): unknown {
  return JSON.parse(readFileSync(join(MESSAGES, locale, file), 'utf8'))
}

/** `{a: {b: 'x {n}'}}` → `{'a.b': 'x {n}'}`. */
function flat(node: unknown, path = ''): Record<string, string> {
  if (typeof node === 'string') return { [path]: node }
  const entries = Object.entries(node as Record<string, unknown>)
  return Object.assign({}, ...entries.map(([key, value]) => flat(value, path ? `${path}.${key}` : key)))
}

function slots(text: string): string[] {
  return [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()
}

function withoutComments(source: string): string {
  return source
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|[^:'"])\/\/.*$/gm, '$1')
}

function sourceFiles(): string[] {
  return readdirSync(SRC, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile() && /\.(vue|ts)$/.test(item.name) && !/\.(test|testing)\.ts$/.test(item.name))
    .map((item) => join(item.parentPath, item.name))
}

const files = readdirSync(join(MESSAGES, 'zh-CN'))

describe('the words of the screens', () => {
  it('come in the same files for both languages', () => {
    expect(readdirSync(join(MESSAGES, 'en')).sort()).toEqual([...files].sort())
  })

  it.each(files)('have the same keys and slots in Chinese and English: %s', (file) => {
    const chinese = flat(read('zh-CN', file))
    const english = flat(read('en', file))
    expect(Object.keys(english).sort()).toEqual(Object.keys(chinese).sort())
    for (const [key, text] of Object.entries(chinese)) {
      expect(slots(english[key] ?? ''), key).toEqual(slots(text))
    }
  })

  it.each(files)('are complete and English holds no Chinese: %s', (file) => {
    for (const [key, text] of Object.entries(flat(read('en', file)))) {
      expect(text.trim(), key).not.toBe('')
      // A language stands by its own name, so that a person finds it in the wrong one.
      if (!key.includes('ownName.')) expect(CHINESE.test(text), key).toBe(false)
    }
    for (const [key, text] of Object.entries(flat(read('zh-CN', file)))) expect(text.trim(), key).not.toBe('')
  })

  it('never stand in the code', () => {
    const offenders = sourceFiles().filter((file) => CHINESE.test(withoutComments(readFileSync(file, 'utf8'))))
    expect(offenders.map((file) => relative(SRC, file))).toEqual([])
  })
})
