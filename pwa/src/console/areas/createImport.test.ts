import { describe, expect, it } from 'vitest'

import { Failure } from '@/domain/problem'

import { createImport, type ImportPort } from './createImport'
import { aFinding, anImport, findingsOf, NO_DIFFERENCE } from './samples.testing'
import { isRereadable } from './steps'
import type { AreaImport, Plan } from './wire'

/** A server of one import; `next` is what it says from now on. */
function bench(first: AreaImport) {
  const asked: unknown[][] = []
  let now = first
  const answer = (what: string, ...facts: unknown[]) => {
    asked.push([what, ...facts])
    return Promise.resolve(now)
  }
  const api: ImportPort = {
    get: () => answer('get'),
    check: (_id: string, plan: Plan) => answer('check', plan),
    activate: (_id: string, revision: number, from: string | null) => answer('activate', revision, from),
    discard: () => answer('discard'),
    undo: () => answer('undo'),
  }
  const desk = createImport(api)
  const gets = () => asked.filter(([what]) => what === 'get').length
  return { desk, api, asked, gets, next: (more: Partial<AreaImport>) => (now = { ...now, ...more }) }
}

describe('an import', () => {
  it('waits for the file to be read, then opens the form with the guess', async () => {
    const { desk, next, gets } = bench(anImport({ fields: [], progress: { step: 'reading', done: 1, total: 2, left_s: 3 } }))
    await desk.open('i1')
    expect([desk.step.value, desk.draft.value, desk.editable.value]).toEqual(['upload', null, false])
    next(anImport())
    await desk.refresh()
    expect(desk.step.value).toBe('fields')
    expect(desk.draft.value).toMatchObject({ mapping: { code: 'road_code', side: null }, datum: 'gcj02' })
    await desk.refresh()
    expect(gets()).toBe(2)
  })

  it('sends what was corrected and keeps it while the server checks', async () => {
    const { desk, asked, next } = bench(anImport())
    await desk.open('i1')
    desk.draft.value!.mapping.depth = null
    desk.draft.value!.options.adcode = ''
    expect(desk.changed.value).toBe(true)
    next({ state: 'checking', progress: { step: 'checking', done: 3, total: 24, left_s: 40 } })
    expect(await desk.check()).toBe(true)
    expect(asked[1]).toMatchObject(['check', { mapping: { code: 'road_code', depth: null }, datum: 'gcj02', options: { adcode: null } }])
    expect([desk.step.value, desk.editable.value]).toEqual(['check', false])
    next({ state: 'checked', findings: findingsOf(aFinding(1)), difference: NO_DIFFERENCE, progress: null })
    await desk.refresh()
    expect(desk.draft.value!.mapping.depth).toBeNull()
    expect(desk.steps.value).toEqual(['fields', 'check'])
  })

  it('is read as something else when it could not be read, and matched anew then', async () => {
    const { desk, asked, next } = bench(anImport({ state: 'failed', fields: [], failure: { slug: 'system-missing', facts: { source: 'roads.geojson' }, text: 'No coordinate system.' } }))
    await desk.open('i1')
    next({ state: 'uploaded', failure: null, progress: { step: 'reading', done: 0, total: 0, left_s: null } })
    expect(await desk.reread(' EPSG:4547'.trim(), null)).toBe(true)
    expect(asked[1]).toMatchObject(['check', { mapping: { code: null }, datum: 'wgs84', options: { crs: 'EPSG:4547', table: null } }])
    expect(desk.step.value).toBe('upload')
    next({ fields: anImport().fields, progress: null })
    await desk.refresh()
    expect(desk.draft.value).toMatchObject({ mapping: { code: 'road_code' } })
  })

  it('keeps what was corrected while another screen is looked at', async () => {
    const { desk, api } = bench(anImport())
    const begun = new Map<string, Plan>()
    const first = createImport(api, begun)
    await first.open('i1')
    first.draft.value!.mapping.name = null
    await first.open('i2')
    expect(first.draft.value?.mapping.name).toBe('name_cn')
    const later = createImport(api, begun)
    await later.open('i1')
    expect(later.draft.value?.mapping.name).toBeNull()
    await desk.open('i1')
    expect(desk.draft.value?.mapping.name).toBe('name_cn')
  })

  it('does not ask for a check that cannot be made', async () => {
    const { desk, asked } = bench(anImport({ layer: 'cells', mapping: { code: null }, guessed: { code: null }, datum_guess: null }))
    await desk.open('i1')
    expect(desk.faults.value).toEqual(['code', 'datum'])
    expect(await desk.check()).toBe(false)
    expect(asked).toHaveLength(1)
  })

  it('lets a person look at every step that is open and comes back to the work when the state changes', async () => {
    const { desk, next, asked } = bench(anImport({ state: 'checked', datum: 'gcj02', findings: findingsOf(), difference: NO_DIFFERENCE }))
    await desk.open('i1')
    expect(desk.steps.value).toEqual(['fields', 'check', 'difference', 'activate'])
    desk.look('difference')
    expect(desk.step.value).toBe('difference')
    desk.look('upload')
    expect(desk.step.value).toBe('check')
    desk.look('activate')
    next({ state: 'active', replacing: { done: 0, total: 12, moved: 0, ended: false } })
    expect(await desk.activate('2026-11-20T00:00:00.000Z')).toBe(true)
    expect(desk.step.value).toBe('activate')
    expect(asked.at(-1)).toEqual(['activate', 1, '2026-11-20T00:00:00.000Z'])
    next({ replacing: { done: 12, total: 12, moved: 4, ended: true } })
    await desk.refresh()
    expect(desk.found.value?.replacing).toMatchObject({ moved: 4, ended: true })
  })

  it('says what was refused and shows what is true now', async () => {
    const { desk, api, next } = bench(anImport({ state: 'checked', datum: 'gcj02', findings: findingsOf(), difference: NO_DIFFERENCE }))
    await desk.open('i1')
    next({ findings: findingsOf(aFinding(1)) })
    api.activate = () => Promise.reject(new Failure('illegal-move', 409))
    expect(await desk.activate(null)).toBe(false)
    expect(desk.refused.value).toMatchObject({ act: 'activate', error: { slug: 'illegal-move' } })
    expect(desk.found.value?.findings?.must).toBe(1)
    expect(desk.steps.value).not.toContain('activate')
  })

  it('shows what somebody else has had checked meanwhile instead of putting it in force unseen', async () => {
    const { desk, api, next } = bench(anImport({ state: 'checked', datum: 'gcj02', findings: findingsOf(), difference: NO_DIFFERENCE }))
    await desk.open('i1')
    desk.look('activate')
    next({ revision: 2, mapping: { code: 'road_code' } })
    api.activate = () => Promise.reject(new Failure('illegal-move', 409))
    expect(await desk.activate(null)).toBe(false)
    expect([desk.step.value, desk.found.value?.revision, desk.changed.value]).toEqual(['check', 2, false])
    expect(desk.draft.value?.mapping.name).toBeNull()
  })

  it('keeps what was corrected here though somebody else has had it checked otherwise', async () => {
    const { desk, api, next } = bench(anImport({ state: 'checked', datum: 'gcj02', findings: findingsOf(), difference: NO_DIFFERENCE }))
    await desk.open('i1')
    desk.draft.value!.mapping.depth = null
    next({ revision: 2, mapping: { code: 'road_code' } })
    api.activate = () => Promise.reject(new Failure('illegal-move', 409))
    await desk.activate(null)
    expect([desk.draft.value?.mapping.name, desk.draft.value?.mapping.depth]).toEqual(['name_cn', null])
  })

  it.each(['uploaded', 'checked', 'failed'] as const)('can be read as something else while it is %s, but not while the server is at work on it', (state) => {
    expect(isRereadable(anImport({ state }))).toBe(true)
    expect(isRereadable(anImport({ state, progress: { step: 'reading', done: 0, total: 1, left_s: null } }))).toBe(false)
    expect(isRereadable(anImport({ state: 'active' }))).toBe(false)
  })

  it('keeps what it showed when the server cannot be asked, and goes on when it can', async () => {
    const { desk, api } = bench(anImport({ state: 'checking' }))
    await desk.open('i1')
    const { get } = api
    api.get = () => Promise.reject(new Failure('no-network'))
    await expect(desk.refresh()).rejects.toThrow('no-network')
    expect(desk.found.value?.state).toBe('checking')
    api.get = get
    await desk.refresh()
    expect(desk.failure.value).toBeNull()
  })
})
