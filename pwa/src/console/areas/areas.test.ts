import { describe, expect, it } from 'vitest'

import { Failure } from '@/domain/problem'
import { MARKS } from '@/ui/map/marks'

import { createAreas, isInForce, type AreasPort } from './createAreas'
import { createUpload, MOST_BYTES } from './createUpload'
import { fieldRows } from './fieldRows'
import { versionState } from './looks'
import { planFaults, planOf, readCrs } from './plan'
import { groundOf, pinsOf } from './preview'
import { aFinding, anImport, aRow, aVersion } from './samples.testing'
import type { AreaVersion, Following, ImportRow, PreviewShape, Status } from './wire'

const page = <T>(items: T[]) => Promise.resolve({ items, cursor: null, has_more: false })

function bench(versions: AreaVersion[], imports: ImportRow[], run: Following | null = null) {
  const asked: string[] = []
  const world = { versions, imports, run }
  const api: AreasPort = {
    versions: () => (asked.push('versions'), page(world.versions)),
    list: () => (asked.push('imports'), page(world.imports)),
    following: () => (asked.push('following'), Promise.resolve(world.run)),
    undo: (id) => (asked.push(`undo ${id}`), Promise.resolve(anImport({ id }))),
  }
  return { areas: createAreas(api), api, asked, world }
}

describe('the areas over time', () => {
  const old = aVersion('2026-10', { valid_to: '2026-11-21T01:00:00Z', valid_from: null })
  const gone = aVersion('2026-11-wrong', { valid_to: '2026-11-20T01:00:00Z', undone_at: '2026-11-20T02:00:00Z' })
  const now = aVersion('2026-11', { import_id: 'i1' })

  it('know which version is in force and what comes back when it is undone', async () => {
    const { areas } = bench([now, gone, old], [])
    await areas.load()
    expect([areas.inForce.value?.name, areas.before.value?.name]).toEqual(['2026-11', '2026-10'])
    expect([now, gone, old].map(isInForce)).toEqual([true, false, false])
  })

  it('say of each version whether it counts, counted or never did', () => {
    const replacedAtOnce = aVersion('first', { valid_from: null, valid_to: '0001-01-01T00:00:00.000Z' })
    const passedOver = aVersion('second', { valid_to: '2026-11-21T01:00:00Z' })
    expect([now, old, gone, replacedAtOnce, passedOver].map(versionState)).toEqual(['inForce', 'past', 'undone', 'skipped', 'skipped'])
  })

  it('undo the newest and read everything anew', async () => {
    const { areas, asked, world } = bench([now, old], [])
    await areas.load()
    world.versions = [aVersion('2026-11-2', { restores: '2026-10' }), { ...now, undone_at: '2026-11-21T02:00:00Z' }, old]
    expect(await areas.undo()).toBe(true)
    expect(asked.filter((what) => what !== 'imports' && what !== 'following')).toEqual(['versions', 'undo i1', 'versions'])
    expect(areas.inForce.value?.restores).toBe('2026-10')
    expect([areas.before.value, areas.undoable.value]).toEqual([null, null])
    expect(await areas.undo()).toBe(false)
  })

  it('let what came back be taken back, too, by the import that once brought it, however long ago that was', async () => {
    const { areas, asked } = bench([aVersion('c', { restores: 'a', origin_import_id: 'first' }), aVersion('b', { undone_at: '2026-11-21T02:00:00Z' })], [])
    await areas.load()
    await areas.undo()
    expect(asked).toContain('undo first')
    expect(areas.before.value).toBeNull()
  })

  it('say why nothing was undone', async () => {
    const { areas, api } = bench([now, old], [])
    await areas.load()
    api.undo = () => Promise.reject(new Failure('illegal-move', 409))
    expect(await areas.undo()).toBe(false)
    expect(areas.refused.value).toMatchObject({ slug: 'illegal-move' })
  })

  it('are asked again only for what goes on', async () => {
    const { areas, asked, world } = bench([now], [aRow('i2', { state: 'checking' })], { done: 5, total: 9, moved: 1, ended: false })
    await areas.load()
    const rounds: string[][] = []
    const round = async () => {
      asked.length = 0
      await areas.refresh()
      rounds.push([...asked].sort())
    }
    await round()
    world.imports = [aRow('i2', { state: 'checked' })]
    await round()
    world.run = { done: 9, total: 9, moved: 1, ended: true }
    await round()
    await round()
    expect(rounds).toEqual([['following', 'imports'], ['following', 'imports'], ['following'], []])
    expect(areas.following.value?.ended).toBe(true)
  })
})

describe('a file on its way', () => {
  it('tells how far it is and which import it became', async () => {
    const seen: (number | null)[] = []
    const upload = createUpload({
      send: (layer, _file, name, onProgress) => {
        onProgress(0.5)
        seen.push(upload.share.value)
        return Promise.resolve(anImport({ id: `${layer}-${name}` }))
      },
    })
    upload.layer.value = 'cells'
    expect(await upload.send(new Blob(['x']), 'grid.KML')).toBe('cells-grid.KML')
    expect([...seen, upload.share.value]).toEqual([0.5, null])
  })

  it.each([
    ['roads.dwg', 5, 'unknown-kind'],
    ['roads.csv', 0, 'empty'],
    ['roads.zip', MOST_BYTES + 1, 'too-large'],
  ])('is not sent when it cannot be taken: %s of %d bytes', async (name, size, why) => {
    const upload = createUpload({ send: () => Promise.reject(new Error('asked')) })
    const file = { size } as Blob
    expect(await upload.send(file, name)).toBeNull()
    expect([upload.unfit.value, upload.failure.value]).toEqual([why, null])
  })

  it('may be sent again after it failed', async () => {
    const upload = createUpload({ send: () => Promise.reject(new Failure('no-network')) })
    expect(await upload.send(new Blob(['x']), 'a.csv')).toBeNull()
    expect([upload.failure.value, upload.share.value]).toEqual([expect.any(Failure), null])
  })
})

describe('a wanted field', () => {
  const rows = (more = {}, mapping: Record<string, string | null> = {}) => {
    const told = anImport(more)
    const plan = planOf(told)
    return Object.fromEntries(fieldRows(told, { ...plan, mapping: { ...plan.mapping, ...mapping } }).map((row) => [row.wanted, row]))
  }

  it('is fine with a full column that was guessed, and says what is missing of another', () => {
    expect(rows().code).toMatchObject({ mark: 'fine', why: null, origin: 'guess', samples: ['R001-S01', 'R001-S02'] })
    expect(rows().depth).toMatchObject({ mark: 'look', why: 'someDefault', empty: 4 })
    expect(rows().street).toMatchObject({ mark: 'look', why: 'left', origin: 'none' })
  })

  it('shows that a person chose, and what is wrong with the choice', () => {
    expect(rows({}, { name: 'road_code' }).name).toMatchObject({ origin: 'person', why: 'shared' })
    expect(rows({}, { depth: 'name_cn', name: null }).depth).toMatchObject({ why: 'noNumber' })
    expect(rows({}, { depth: 'name_cn', name: null }).name).toMatchObject({ why: 'without.name' })
  })

  it('must be there where nothing can take its place: the code of a cell', () => {
    const cells = { layer: 'cells', mapping: { code: null }, guessed: { code: null } }
    expect(rows(cells).code).toMatchObject({ mark: 'must', why: 'needed' })
    expect(Object.keys(rows(cells))).toEqual(['code', 'street', 'community'])
    expect(rows({}, { code: null }).code).toMatchObject({ mark: 'look', why: 'numbered' })
  })

  it('is no reason to ask for a depth or a district that cannot be', () => {
    const told = anImport()
    const plan = planOf(told)
    expect(planFaults(plan, told)).toEqual([])
    expect(planFaults({ ...plan, options: { append: true, adcode: '0123', depth_m: 2 } }, told)).toEqual(['adcode', 'depth'])
  })
})

describe('a coordinate system', () => {
  const WRITTEN: [string, string | null | undefined][] = [
    ...['EPSG:4547', 'epsg:4547', ' 4547 ', 'EPSG：4547', 'epsg 4547'].map((one): [string, string] => [one, 'EPSG:4547']),
    ...['CGCS2000', 'EPSG:45', '4547x'].map((one): [string, undefined] => [one, undefined]),
    ...['', '  '].map((one): [string, null] => [one, null]),
  ]
  it.each(WRITTEN)('is understood as people write it: %j is %j', (written, crs) => {
    expect(readCrs(written)).toBe(crs)
  })
})

describe('the preview', () => {
  const shape = (code: string, status: Status, x: number, area = false): PreviewShape => ({ code, name: null, status, was: false, area, lines: [[[x, 1], [x, 2], [x, 3]]] })

  it('draws a shape of two sheets once, and what moved where it was and where it will be', () => {
    const before = { ...shape('B', 'moved', 2), was: true }
    const after = { ...before, was: false, lines: [[...before.lines[0]!.slice(0, 2), [9, 9] as [number, number]]] }
    const sheet = { complete: true, shapes: [shape('A', 'same', 1), after, before] }
    const other = { complete: true, shapes: [shape('A', 'same', 1), after, shape('410104001002003', 'added', 4, true)] }
    const { streets, cells } = groundOf([sheet, other], ({ code }) => code)
    expect(streets.map(({ code, label, mark }) => [code, label, mark])).toEqual([['A', 'A', 'same'], ['B', '→ B', 'moved'], ['B', '○ B', 'was']])
    expect(streets.map(({ line }) => line.at(-1))).toEqual([[1, 3], [9, 9], [2, 3]])
    expect(cells).toMatchObject([{ label: '+ 002003', mark: 'added' }])
  })

  it('tells every status apart without any colour', () => {
    const looks = Object.values(MARKS).map(({ width, dash, sign }) => JSON.stringify([width, dash, sign]))
    expect(new Set(looks).size).toBe(looks.length)
    expect(new Set(Object.values(MARKS).map(({ sign }) => sign)).size).toBe(looks.length)
  })

  it('numbers the findings and gives what must be mended another shape', () => {
    const pins = pinsOf([aFinding(1), aFinding(2, { severity: 'may' })], ({ no }) => `no ${no}`)
    expect(pins.map(({ text, tone, title }) => [text, tone, title])).toEqual([['1', 'over', 'no 1'], ['2', 'due', 'no 2']])
  })
})
