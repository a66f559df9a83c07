/** Importing areas: the file on its way up, what the server found in it, and what takes effect. */
import type { Datum, LonLat } from '@/domain/geography'
import type { MapBox } from '@/domain/map-views'
import { Failure } from '@/domain/problem'
import { isRecord, isText } from '@/domain/shapes'
import type { Page, PersonName } from '@/domain/views'

import { BASE, type Http } from './http'
import { boxText, linesOf, type Geometry } from './map'
import { queryOf } from './query'
import { sendFile } from './send-file'
import type { upload } from './upload'

export type Layer = 'segments' | 'cells'
export type ImportState = 'uploaded' | 'checking' | 'checked' | 'activating' | 'active' | 'discarded' | 'failed' | 'undone'
export type Status = 'added' | 'removed' | 'moved' | 'same'

/** Wanted field → column of the file, null where none is used. */
export type Mapping = Record<string, string | null>

export interface FileField {
  name: string
  samples: string[]
  kind: 'text' | 'number' | 'empty'
  filled: number
}

export interface ImportOptions {
  append: boolean
  /** Six digits with which codes begin that the server makes. */
  adcode: string | null
  depth_m: number | null
  /** Coordinate system where the file does not say, for example EPSG:4547. With `table` it says how the file is read. */
  crs?: string | null
  /** Which layer of a file that holds several. */
  table?: string | null
}

/** What a check is asked to do. */
export interface Plan {
  mapping: Mapping
  datum: Datum | null
  options: ImportOptions
}

export interface Progress {
  step: string
  done: number
  total: number
  left_s: number | null
}

export interface Finding {
  no: number
  kind: string
  severity: 'must' | 'may'
  codes: string[]
  where: LonLat
  metres: number | null
  m2: number | null
}

export interface Findings {
  must: number
  may: number
  items: Finding[]
  total: number
  passed: string[]
}

export interface Changed {
  count: number
  codes: string[]
}

export interface Difference {
  added: Changed
  removed: Changed
  moved: Changed
  unchanged: { count: number }
  renamed?: { count: number }
  cases: { open: number; moved: number; other_segment: number; other_cell: number; outside: number; choices_ended: number }
}

/** What a file, a column or a count is called in a sentence. */
export type Fact = string | number | string[]

/** What the server says: a word of its catalogue, the facts in it, and the English of both. */
export interface Sentence {
  slug: string
  facts: Record<string, Fact>
  text: string
}

/** Why something happened to so many records; `what` is the English of it. */
export interface Remark extends Omit<Sentence, 'text'> {
  kind: string
  what: string
  count: number
  examples: Sentence[]
}

export interface ReadReport {
  read: number
  imported: number
  skipped: number
  notes: Sentence[]
  remarks: Remark[]
}

/** How far the open cases have followed. */
export interface Following {
  done: number
  total: number
  moved: number
  ended: boolean
}

/** `revision` is another when the file was read or checked anew; without `has_files` map and list of findings are gone. */
export interface AreaImport {
  id: string
  revision: number
  layer: Layer
  state: ImportState
  file: { name: string; sha256: string; bytes: number; records: number | null; format: string; tables?: string[] }
  uploaded_at: string
  uploaded_by: (PersonName & { username?: string }) | null
  activated_at: string | null
  version: string | null
  fields: FileField[]
  mapping: Mapping
  guessed: Mapping
  datum: Datum | null
  datum_guess: { datum: Datum; metres: number }[] | null
  options: ImportOptions
  progress: Progress | null
  failure: Sentence | null
  report: ReadReport | null
  findings: Findings | null
  difference: Difference | null
  has_files: boolean
  replacing: Following | null
}

/** As lists tell it: what was found out is only counted. */
export type ImportRow = Omit<AreaImport, 'fields' | 'has_files'>

export interface AreaVersion {
  name: string
  layer: Layer | null
  created_at: string
  valid_from: string | null
  valid_to: string | null
  undone_at: string | null
  /** Name of the version whose content it brings back. */
  restores: string | null
  import_id: string | null
  /** The import that once brought its content: an undo names it. */
  origin_import_id: string | null
  counts: { segments: number; cells: number }
}

/** `was`: where one that moved lies today. */
export interface PreviewShape {
  code: string
  name: string | null
  status: Status
  was: boolean
  area: boolean
  lines: LonLat[][]
}

export interface Preview {
  complete: boolean
  shapes: PreviewShape[]
}

export interface AreaImportsApi {
  send(layer: Layer, file: Blob, name: string, onProgress: (share: number) => void): Promise<AreaImport>
  list(cursor: string | null, limit: number): Promise<Page<ImportRow>>
  get(id: string): Promise<AreaImport>
  check(id: string, plan: Plan): Promise<AreaImport>
  shapes(id: string, box: MapBox, zoom: number, signal?: AbortSignal): Promise<Preview>
  /** Only the `revision` that was looked at. `validFrom` is ISO 8601 with a zone; null is now. */
  activate(id: string, revision: number, validFrom: string | null): Promise<AreaImport>
  discard(id: string): Promise<AreaImport>
  undo(id: string): Promise<AreaImport>
  versions(cursor: string | null, limit: number): Promise<Page<AreaVersion>>
  /** The newest run; null while areas were never changed. */
  following(): Promise<Following | null>
}

/** 100 MiB over a thin office line. */
const PATIENCE_MS = 1_800_000

export const findingsUrl = (id: string) => `${BASE}/areas/imports/${encodeURIComponent(id)}/findings`

export function createAreaImportsApi(http: Http, send: typeof upload): AreaImportsApi {
  const at = (id: string, what = '') => `/areas/imports/${encodeURIComponent(id)}${what}`
  const read = (path: string, signal?: AbortSignal) => http.json({ method: 'GET', path, ...(signal && { signal }) })
  const act = async (id: string, what: string, json?: unknown) =>
    (await http.json({ method: 'POST', path: at(id, what), ...(json !== undefined && { json }) })) as AreaImport
  return {
    send: (layer, file, name, onProgress) => sendFile(send, `/areas/imports${queryOf({ layer, name })}`, file, PATIENCE_MS, onProgress),
    list: async (cursor, limit) => (await read(`/areas/imports${queryOf({ cursor, limit })}`)) as Page<ImportRow>,
    get: async (id) => (await read(at(id))) as AreaImport,
    check: async (id, plan) => (await http.json({ method: 'PUT', path: at(id, '/mapping'), json: plan })) as AreaImport,
    shapes: async (id, box, zoom, signal) => previewFrom(await read(at(id, `/shapes${queryOf({ bbox: boxText(box), zoom })}`), signal)),
    activate: (id, revision, validFrom) => act(id, '/activate', { revision, valid_from: validFrom }),
    discard: (id) => act(id, '/discard'),
    undo: (id) => act(id, '/undo'),
    versions: async (cursor, limit) => (await read(`/areas/versions${queryOf({ cursor, limit })}`)) as Page<AreaVersion>,
    following: async () => ((await read('/areas/replacing')) ?? null) as Following | null,
  }
}

/** The sentence in which the server refused; null when it gave none. */
export function sentenceOf(error: unknown): Sentence | null {
  const problem = error instanceof Failure ? error.problem : null
  const why = problem?.facts.why
  if (!isText(why)) return null
  const given = problem?.facts.facts
  const facts = isRecord(given) ? Object.entries(given).filter((pair): pair is [string, Fact] => isFact(pair[1])) : []
  return { slug: why, facts: Object.fromEntries(facts), text: problem?.detail ?? why }
}

function isFact(value: unknown): value is Fact {
  return typeof value === 'string' || typeof value === 'number' || (Array.isArray(value) && value.every((one) => typeof one === 'string'))
}

interface Feature {
  properties: { code: string; name?: string | null; status: Status; was?: boolean }
  geometry: Geometry
}

function previewFrom(body: unknown): Preview {
  if (!isRecord(body) || !Array.isArray(body.features)) throw new Failure('not-our-server', 200)
  return { complete: body.complete === true, shapes: body.features.map(shapeFrom) }
}

function shapeFrom({ properties, geometry }: Feature): PreviewShape {
  const { code, name, status, was } = properties
  return { code, name: name ?? null, status, was: was === true, area: geometry.type.endsWith('Polygon'), lines: linesOf(geometry) }
}
