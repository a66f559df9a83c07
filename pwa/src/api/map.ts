/** What maps ask of the server: segments, cells and open cases in sight. */
import type { LonLat } from '@/domain/geography'
import type { MapBox, PointsView, ShapesView, ShapeView } from '@/domain/map-views'
import { Failure } from '@/domain/problem'
import { isRecord, isText } from '@/domain/shapes'
import { readTileSource, type TileSource } from '@/domain/tiles'

import type { Http } from './http'
import { queryOf } from './query'

export interface MapApi {
  shapes(layer: 'segments' | 'cells', box: MapBox, zoom: number, signal?: AbortSignal): Promise<ShapesView>
  points(box: MapBox, signal?: AbortSignal): Promise<PointsView>
  /** Pictures to lie beneath; null where the city has none. */
  tiles(): Promise<TileSource | null>
}

/** A centimetre; more digits would make another address of the same question. */
const DECIMALS = 7

export function createMapApi(http: Http): MapApi {
  const read = (path: string, fields: Record<string, string | number>, signal?: AbortSignal) =>
    http.json({ method: 'GET', path: `${path}${queryOf(fields)}`, ...(signal && { signal }) })
  return {
    shapes: async (layer, box, zoom, signal) => shapesFrom(await read('/areas/shapes', { bbox: boxText(box), zoom, layer }, signal)),
    points: async (box, signal) => (await read('/cases/points', { bbox: boxText(box) }, signal)) as PointsView,
    tiles: async () => tilesFrom(await read('/meta', {})),
  }
}

const tilesFrom = (meta: unknown) => (isRecord(meta) ? readTileSource(meta.tiles) : null)
export const boxText = (box: MapBox) => box.map((degrees) => String(Number(degrees.toFixed(DECIMALS)))).join(',')

function shapesFrom(body: unknown): ShapesView {
  if (!isRecord(body) || !isText(body.version) || !Array.isArray(body.features)) throw new Failure('not-our-server', 200)
  return { version: body.version, complete: body.complete === true, shapes: body.features.map(shapeFrom) }
}

function shapeFrom({ properties, geometry }: { properties: Omit<ShapeView, 'lines'>; geometry: Geometry }): ShapeView {
  return { ...properties, lines: linesOf(geometry) }
}

export type Geometry =
  | { type: 'LineString'; coordinates: LonLat[] }
  | { type: 'MultiLineString' | 'Polygon'; coordinates: LonLat[][] }
  | { type: 'MultiPolygon'; coordinates: LonLat[][][] }

/** The lines of a line, the rings of a polygon. */
export function linesOf({ type, coordinates }: Geometry): LonLat[][] {
  if (type === 'LineString') return [coordinates]
  return type === 'MultiPolygon' ? coordinates.flat() : coordinates
}
