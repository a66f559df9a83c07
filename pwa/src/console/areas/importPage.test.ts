// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, defineComponent, h, type App } from 'vue'
import { createMemoryHistory, createRouter, RouterView } from 'vue-router'

import { Failure } from '@/domain/problem'
import { createWords } from '@/i18n'
import { consoleMessages } from '@/i18n/console'

import AreasPage from './AreasPage.vue'
import ImportPage from './ImportPage.vue'
import { aFinding, anImport, aRow, aVersion, findingsOf, NO_DIFFERENCE } from './samples.testing'
import type { AreaImport, AreaVersion, Following, Plan } from './wire'

const world = vi.hoisted(() => ({
  found: null as unknown as AreaImport,
  versions: [] as AreaVersion[],
  following: null as Following | null,
  asked: [] as unknown[][],
  refuse: null as Error | null,
  shown: [] as unknown[],
}))

vi.mock('../server', () => {
  const act = (what: string, then: Partial<AreaImport>) => (_id: string, ...facts: unknown[]) => {
    world.asked.push([what, ...facts])
    if (world.refuse) return Promise.reject(world.refuse)
    world.found = { ...world.found, ...then }
    return Promise.resolve(world.found)
  }
  const page = <T>(items: T[]) => Promise.resolve({ items, cursor: null, has_more: false })
  return {
    sessionApi: {},
    areaImportsApi: {
      get: () => Promise.resolve(world.found),
      list: (cursor: string | null) => {
        if (cursor !== null) return Promise.reject(world.refuse ?? new Error('nothing was to be refused'))
        return Promise.resolve({ items: [aRow('i1'), aRow('i2', { state: 'failed' })], cursor: 'older', has_more: world.refuse !== null })
      },
      versions: () => page(world.versions),
      following: () => Promise.resolve(world.following),
      send: (layer: string, file: Blob, name: string) => (world.asked.push(['send', layer, file.size, name]), Promise.resolve(anImport())),
      check: (_id: string, plan: Plan) => act('check', { ...plan, state: 'checking', progress: { step: 'checking', done: 17, total: 24, left_s: 40 } })('i1', plan),
      activate: act('activate', { state: 'active', version: '2026-11', activated_at: '2026-11-21T02:00:00Z', replacing: { done: 3, total: 12, moved: 1, ended: false } }),
      discard: act('discard', { state: 'discarded' }),
      undo: act('undo', { state: 'undone' }),
      shapes: () => Promise.resolve({ complete: true, shapes: [{ code: 'R001-S01', name: 'North Street', status: 'same', was: false, area: false, lines: [[[113.6, 34.7], [113.7, 34.7]]] }] }),
    },
  }
})

vi.mock('@/ui/map/CityMap.vue', () => ({
  __esModule: true,
  default: defineComponent({
    inheritAttrs: false,
    props: { pins: { type: Array, required: true }, marked: { type: String, default: null } },
    setup(props, { expose }) {
      expose({ goTo: (...of: unknown[]) => world.shown.push(of) })
      return () => h('div', { 'data-testid': 'city-map', 'data-pins': props.pins.length, 'data-marked': props.marked })
    },
  }),
}))

const $ = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`)
const all = (id: string) => [...document.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)]
const text = (id: string) => $(id)?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
let app: App
const complaints: unknown[] = []

async function settle(): Promise<void> {
  await vi.dynamicImportSettled()
  for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setTimeout(resolve))
}

async function tap(id: string): Promise<void> {
  const found = $(id)
  if (!found) throw new Error(`nothing to tap: ${id}`)
  found.click()
  await settle()
}

async function type(input: HTMLInputElement, written: string): Promise<void> {
  input.value = written
  input.dispatchEvent(new Event('input'))
  await settle()
}

async function submit(id: string): Promise<void> {
  $(id)?.dispatchEvent(new Event('submit'))
  await settle()
}

async function open(path: string): Promise<void> {
  document.body.innerHTML = '<div id="app"></div>'
  const routes = [
    { path: '/areas', name: 'areas', component: AreasPage },
    { path: '/areas/imports/:id', component: ImportPage, props: true },
  ]
  const router = createRouter({ history: createMemoryHistory(), routes })
  await router.push(path)
  app = createApp(defineComponent(() => () => h(RouterView)))
  app.config.warnHandler = (message) => complaints.push(message)
  const words = await createWords(consoleMessages)
  await words.choose('en')
  app.use(words.plugin).use(router).mount('#app')
  await settle()
}

beforeEach(() => {
  Object.assign(world, { found: anImport(), versions: [], following: null, asked: [], refuse: null, shown: [] })
  complaints.length = 0
  vi.spyOn(console, 'warn').mockImplementation((...of) => void complaints.push(of))
})
afterEach(() => {
  app.unmount()
  expect(complaints).toEqual([])
  vi.restoreAllMocks()
})

/** A refusal of the server in a sentence of its catalogue. */
function refusal(why: string, facts: Record<string, unknown>, detail = 'In English.'): Failure {
  return new Failure('illegal-move', 409, { slug: 'illegal-move', status: 409, title: 'No.', detail, facts: { why, facts } })
}

const CHECKED = { state: 'checked' as const, datum: 'gcj02' as const, difference: { ...NO_DIFFERENCE, removed: { count: 2, codes: ['R009', 'R010'] } } }

describe('an import', () => {
  it('shows the guess as a guess, says what is wrong, and asks for a check of what was corrected', async () => {
    await open('/areas/imports/i1')
    const row = (field: string) => document.querySelector<HTMLElement>(`[data-field="${field}"]`)
    expect(row('code')?.textContent).toContain('a guess')
    expect(row('depth')?.textContent).toContain('4 are empty, 15 m taken')
    expect(text('datum-told')).toBe('Against the areas in force: 2 m apart as GCJ-02, 486 m apart as WGS-84.')
    const select = row('depth')?.querySelector('select') as HTMLSelectElement
    select.value = ''
    select.dispatchEvent(new Event('change'))
    await settle()
    expect(row('depth')?.textContent).toContain('15 m for all')
    const depth = $('option-depth') as HTMLInputElement
    await type(depth, '')
    expect([row('depth')?.textContent, depth.placeholder]).toEqual([expect.stringContaining('15 m for all'), '15'])
    await tap('check')
    expect(world.asked).toMatchObject([['check', { mapping: { code: 'road_code', depth: null }, datum: 'gcj02' }]])
    expect(text('import-run')).toContain('Checking the shapes: 17 of 24about 40 seconds left')
    expect($('check')).toBeNull()
  })

  it('does not go on while something must be mended, and shows its place on the map', async () => {
    world.found = anImport({ ...CHECKED, findings: findingsOf(aFinding(1), aFinding(2, { kind: 'gap', severity: 'may', metres: 18 })) })
    await open('/areas/imports/i1')
    expect(all('finding').map((one) => one.dataset.severity)).toEqual(['must', 'may'])
    expect(all('finding')[0]?.textContent).toContain('Overlap 10 m: North Street sec. 01, R001-S02')
    expect(($('next-step') as HTMLButtonElement).disabled).toBe(true)
    expect(text('check-result')).toContain('1 must be mended')
    all('finding')[1]?.querySelector('button')?.click()
    await settle()
    expect(world.shown).toEqual([[[113.67, 34.74], 20]])
    expect($('city-map')?.dataset).toMatchObject({ pins: '2', marked: '2' })
    expect($('findings-download')?.getAttribute('href')).toBe('/api/v1/areas/imports/i1/findings')
  })

  it('goes from the difference to taking effect, tells how the cases follow, and is taken back', async () => {
    world.found = anImport({ ...CHECKED, findings: findingsOf() })
    await open('/areas/imports/i1')
    await tap('next-step')
    expect(text('difference-removed')).toContain('R009, R010')
    expect(text('difference-cases')).toBe('None of the 12 open cases moves.')
    await tap('next-step')
    await tap('activate')
    expect(world.asked).toEqual([['activate', 1, null]])
    expect(text('following')).toContain('3 of 12')
    await tap('undo')
    expect(text('undo-dialog')).toContain('Nothing is deleted')
    await tap('undo-confirm')
    expect(world.asked.at(-1)).toEqual(['undo'])
    expect($('outcome-undone')).not.toBeNull()
    expect($('undo-dialog')).toBeNull()
  })

  it('says why it cannot take effect: the areas have changed since', async () => {
    world.found = anImport({ ...CHECKED, findings: findingsOf() })
    await open('/areas/imports/i1')
    await tap('step-activate')
    world.refuse = refusal('areas-changed', {})
    await tap('activate')
    expect(text('import-refused')).toContain('Check again and look at the difference first')
    expect($('import-refused')?.hasAttribute('lang')).toBe(false)
    expect($('activate-form')).not.toBeNull()
  })

  it('asks before it is thrown away, and cannot be changed afterwards', async () => {
    await open('/areas/imports/i1')
    await tap('discard')
    expect(text('discard-dialog')).toContain('removed from the server at once')
    await tap('discard-confirm')
    expect([$('discard'), $('check'), $('import-state')?.dataset.state]).toEqual([null, null, 'discarded'])
  })

  it('says in words of its own why a file cannot be read, and how it might be', async () => {
    const facts = { source: 'roads.gpkg', count: 12_000, layers: ['old', 'new'] }
    world.found = anImport({ state: 'failed', fields: [], failure: { slug: 'geopackage-layers', facts, text: 'say which one with table.' } })
    await open('/areas/imports/i1')
    expect(text('import-failure')).toBe('This file could not be readroads.gpkg holds 12,000 layers: old, new. Choose one under "Layer of the file" and read again.')
    expect(document.querySelector('[data-testid="import-failure"] [lang]')).toBeNull()
    await type($('read-crs') as HTMLInputElement, 'CGCS2000')
    await submit('read-again')
    expect([text('read-crs-hint'), world.asked]).toEqual(['an EPSG number of 4 to 6 digits, please, for example EPSG:4547', []])
    await type($('read-crs') as HTMLInputElement, 'epsg:4547')
    await submit('read-again')
    expect(world.asked).toMatchObject([['check', { options: { crs: 'EPSG:4547', table: null } }]])
  })

  it('asks for a layer where the file has several, because nobody can choose it for a person', async () => {
    world.found = anImport({ state: 'failed', fields: [], file: { ...anImport().file, tables: ['old', 'new'] } })
    await open('/areas/imports/i1')
    const layers = $('read-table') as HTMLSelectElement
    expect([...layers.options].map(({ text, disabled }) => [text, disabled])).toEqual([['choose a layer', true], ['old', false], ['new', false]])
    await type($('read-crs') as HTMLInputElement, '4547')
    expect(($('read-again-do') as HTMLButtonElement).disabled).toBe(true)
    layers.value = 'new'
    layers.dispatchEvent(new Event('change'))
    await submit('read-again')
    expect(world.asked).toMatchObject([['check', { options: { crs: 'EPSG:4547', table: 'new' } }]])
  })

  it('can be read in another system when the one that was named put it elsewhere', async () => {
    world.found = anImport({ options: { append: false, adcode: null, depth_m: 15, crs: 'EPSG:4546', table: null } })
    await open('/areas/imports/i1')
    await type($('read-crs') as HTMLInputElement, '')
    await submit('read-again')
    expect(world.asked).toMatchObject([['check', { options: { crs: null } }]])
  })

  it('says that nothing moves where areas are only called otherwise', async () => {
    const difference = { ...NO_DIFFERENCE, renamed: { count: 3 } }
    world.found = anImport({ ...CHECKED, difference, findings: findingsOf() })
    await open('/areas/imports/i1')
    await tap('next-step')
    expect(text('difference-nothing')).toBe('Everything lies where it lay; only names, subdistricts or communities change.')
    expect(text('difference-renamed')).toBe('3 of them change in name, subdistrict or community.')
  })

  it('offers no map and no list that the server no longer has', async () => {
    world.found = anImport({ ...CHECKED, state: 'discarded', findings: findingsOf(aFinding(1)), has_files: false })
    await open('/areas/imports/i1')
    expect([$('preview'), $('findings-download'), $('finding-show')]).toEqual([null, null, null])
    expect(text('files-gone')).toContain('no longer on the server')
    expect(all('finding')).toHaveLength(1)
  })

  it('says of a full disk what can be done, in the language of the page', async () => {
    world.found = anImport({ state: 'failed', failure: { slug: 'storage-full', facts: {}, text: 'The disk.' } })
    await open('/areas/imports/i1')
    expect(text('import-failure')).toContain('Have room made on it, then try again.')
    expect($('check')).not.toBeNull()
  })

  it('shows in English, and says so, what a newer server says and the page does not know', async () => {
    world.found = anImport({ state: 'failed', failure: { slug: 'said-since-2027', facts: {}, text: 'The file holds tunnels: leave them out.' } })
    await open('/areas/imports/i1')
    expect(document.querySelector('[data-testid="import-failure"] [lang="en"]')?.textContent).toBe('The file holds tunnels: leave them out.')
    world.refuse = refusal('said-since-2027', {}, 'Ask the mayor first.')
    await tap('discard')
    await tap('discard-confirm')
    expect([text('import-refused'), $('import-refused')?.lang]).toEqual(['Ask the mayor first.', 'en'])
  })
})

describe('the list of areas', () => {
  beforeEach(() => {
    world.versions = [aVersion('2026-11', { import_id: 'i1' }), aVersion('2026-10', { valid_from: null, valid_to: '2026-11-21T01:00:00Z' })]
  })

  it('tells which version counts and what undoing it does', async () => {
    world.following = { done: 12, total: 12, moved: 4, ended: true }
    await open('/areas')
    expect(all('version-row').map((row) => row.dataset.state)).toEqual(['inForce', 'past'])
    expect(text('following')).toBe('All open cases have followed: 12 looked at, 4 moved.')
    expect(all('import-row').map((row) => row.dataset.state)).toEqual(['uploaded', 'failed'])
    await tap('version-undo')
    expect(text('undo-dialog')).toContain('The content of "2026-10" is in force again at once')
    await tap('undo-confirm')
    expect(world.asked).toEqual([['undo']])
  })

  it('says that older imports could not be fetched, and lets them be asked for again', async () => {
    world.refuse = new Failure('no-network')
    await open('/areas')
    await tap('more')
    expect(text('more-failed')).not.toBe('')
    expect([all('import-row').length, ($('more') as HTMLButtonElement).disabled]).toEqual([2, false])
  })

  it('takes a dropped file of the chosen layer and opens its import', async () => {
    await open('/areas')
    await tap('upload-layer-cells')
    const drop = new Event('drop', { bubbles: true, cancelable: true })
    Object.assign(drop, { dataTransfer: { files: [new File(['{}'], 'grid.geojson')] } })
    document.querySelector('.drop')?.dispatchEvent(drop)
    await settle()
    expect(world.asked).toEqual([['send', 'cells', 2, 'grid.geojson']])
    expect($('import-file')).not.toBeNull()
  })

  it('says what to do with a file of another kind', async () => {
    await open('/areas')
    const input = $('upload-file') as HTMLInputElement
    Object.defineProperty(input, 'files', { value: [new File(['x'], 'roads.shp')], configurable: true })
    input.dispatchEvent(new Event('change'))
    await settle()
    expect(text('upload-unfit')).toContain('Zip all files of a Shapefile together')
    expect(world.asked).toEqual([])
  })
})
