// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { createApp, defineComponent, h, type App } from 'vue'

import { Failure } from '@/domain/problem'
import { createWords, type Locale } from '@/i18n'
import { consoleMessages } from '@/i18n/console'
import english from '@/i18n/messages/en/areas.json'

import ReadNote from './ReadNote.vue'
import { useAreaWords } from './useAreaWords'
import type { ReadReport, Sentence } from './wire'

let app: App

async function show(component: ReturnType<typeof defineComponent>, props: Record<string, unknown> = {}, locale: Locale = 'en'): Promise<HTMLElement> {
  document.body.innerHTML = '<div id="app"></div>'
  const words = await createWords(consoleMessages)
  await words.choose(locale)
  app = createApp(component, props)
  app.use(words.plugin).mount('#app')
  return document.querySelector('#app') as HTMLElement
}

async function words(locale: Locale = 'en'): Promise<ReturnType<typeof useAreaWords>> {
  let found: ReturnType<typeof useAreaWords> | null = null
  await show(defineComponent(() => ((found = useAreaWords()), () => h('i'))), {}, locale)
  return found as unknown as ReturnType<typeof useAreaWords>
}

const read = (element: Element | null | undefined) => element?.textContent?.replace(/\s+/g, ' ').trim()
const sentence = (slug: string, facts: Sentence['facts'], text = 'In English.'): Sentence => ({ slug, facts, text })
const REMARK = { kind: 'skipped', slug: 'way-without-code-and-name', facts: {}, what: 'a way', count: 3, examples: [sentence('record', { record: '3' }), sentence('record', { record: '5 (x)' })] }
const REPORT: ReadReport = {
  ...{ read: 3, imported: 0, skipped: 3 },
  remarks: [REMARK, { ...REMARK, slug: 'said-since-2027', what: 'a tunnel' }],
  notes: [sentence('moved', { system: 'Xian 1980', metres: 1.5 }), sentence('said-since-2027', {}, 'Tunnels were left out.')],
}

afterEach(() => app.unmount())

describe('what the server says of a file', () => {
  it('is told in the language of the page, and what the page does not know in English that is called so', async () => {
    const page = await show(ReadNote, { report: REPORT }, 'zh-CN')
    const items = [...page.querySelectorAll('li')]
    expect(items.map(read)).toEqual([
      ...['略过 3 没有编号也没有名字的线 第 3 条、第 5 (x) 条', '略过 3 a tunnel 第 3 条、第 5 (x) 条'],
      ...['坐标从 Xian 1980 换算到 WGS-84，这一步误差约 1.5 米。请在地图上看看位置对不对。', 'Tunnels were left out.'],
    ])
    expect([...page.querySelectorAll('[lang="en"]')].map(read)).toEqual(['a tunnel', 'Tunnels were left out.'])
    expect(page.querySelector('details')?.open).toBe(false)
  })

  it('lies open where it is why nothing is left of the file', async () => {
    const page = await show(ReadNote, { report: REPORT, open: true })
    expect(page.querySelector('details')?.open).toBe(true)
  })

  it('names states, layers, sides and wanted fields as the page does, and foreign words as they are', async () => {
    const { said } = await words()
    const misfit = sentence('column-misfit', { column: 'depth', wanted: 'depth', layer: 'cells', fields: ['code', 'street', 'owner'] })
    expect(said(misfit).text).toContain('The column "depth" does not fit depth: cells take code, subdistrict, owner from columns')
    expect(said(sentence('at-work', { state: 'checking' })).text).toContain('This import is "Being checked"')
    expect(said(sentence('side-impossible', { side: 'north' })).text).toBe('a road without a northern side, both taken')
    expect(said(sentence('geopackage-no-such-layer', { source: 'a.gpkg', table: 'cells', layers: [] })).text).toContain('has no layer "cells"; it has none.')
    expect(said(sentence('no-cells', { source: 'a.csv', code: '', columns: [] })).text).toContain('read from the column "none"; the file has none.')
    expect(said(sentence('too-many-records', { source: 'a.csv', most: 500_000 })).text).toContain('more than 500,000 records')
  })

  it.each(['zh-CN', 'en'] as const)('puts every fact where it belongs, in every sentence: %s', async (locale) => {
    const { said } = await words(locale)
    for (const [slug, text] of Object.entries(english.areaSaid)) {
      const names = (text.match(/\{\w+\}/g) ?? []).map((place) => place.slice(1, -1))
      const told = said(sentence(slug, Object.fromEntries(names.map((name) => [name, `‹${name}›`]))))
      expect(told.lang, slug).toBeUndefined()
      for (const name of names) expect(told.text, slug).toContain(`‹${name}›`)
      expect(told.text, slug).not.toMatch(/[{}]/)
    }
  })

  it('is why something was refused; else the kind of the refusal says it', async () => {
    const { refusedBecause } = await words()
    const refusal = (facts: Record<string, unknown>) => new Failure('invalid-body', 422, { slug: 'invalid-body', status: 422, title: 'No.', detail: 'Ask the mayor.', facts })
    expect(refusedBecause(refusal({ why: 'faults-left', facts: { count: 2 } }))).toEqual({ text: '2 must be mended before this can take effect. Correct the file and upload it again.' })
    expect(refusedBecause(refusal({ why: 'said-since-2027', facts: 'none' }))).toEqual({ text: 'Ask the mayor.', lang: 'en' })
    expect(refusedBecause(refusal({ errors: [] })).text).toContain('did not accept these settings')
    expect(refusedBecause(new TypeError('x')).lang).toBeUndefined()
  })
})
