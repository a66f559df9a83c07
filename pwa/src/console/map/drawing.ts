/**
 * Draws a report's surroundings on a canvas map without tiles. Knows Leaflet and the page's colours;
 * must not know where the data comes from. Coordinates are WGS-84 `[lon, lat]`, turned for Leaflet here.
 */
import L from 'leaflet'

import type { LonLat, PackSegment } from '@/domain/geography'
import { lastOf } from '@/domain/last'

import { labelSpot, nearestSpot, type Surroundings } from './nearby'

export interface MapContent {
  around: Surroundings
  point: LonLat
  accuracy_m: number | null
  segment: string | null
  cell: string | null
  /** What is written at the corner of the winning cell. */
  cellLabel: string
  candidates: string[]
}

const MARGIN_PX = 12
const BUTTONS_PX = 48
/** Clear of the point's dot. */
const ASIDE_PX = 14
const turn = ([lon, lat]: LonLat): L.LatLngTuple => [lat, lon]

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}

/** Leaflet's canvas. It draws in a frame of its own, which may come after whoever looked at the map has left the page. */
export const MapCanvas = L.Canvas.extend({
  _redraw(this: { _ctx?: CanvasRenderingContext2D }) {
    if (this._ctx) (L.Canvas.prototype as unknown as { _redraw(): void })._redraw.call(this)
  },
}) as unknown as new () => L.Canvas

/** A map in `element` that shows 40 m around the point at least and can be moved by mouse and keyboard. */
export function createMap(element: HTMLElement, words: { zoomIn: string; zoomOut: string }): L.Map {
  const map = L.map(element, { renderer: new MapCanvas(), attributionControl: false, zoomControl: false, zoomSnap: 0.5, maxZoom: 21 })
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut, position: 'bottomright' }).addTo(map)
  return map
}

/** Replaces everything on the map. Answers a function that looks at the point again. */
export function draw(map: L.Map, layers: L.LayerGroup, content: MapContent): () => void {
  layers.clearLayers()
  const roads = content.around.segments
  const chosen = roads.find((segment) => segment.code === content.segment)
  const offered = roads.filter((segment) => content.candidates.includes(segment.code) && segment !== chosen)
  const look = () => map.fitBounds(bounds(content, chosen), { animate: false, padding: [MARGIN_PX, MARGIN_PX] })
  look()

  for (const road of roads) strip(map, layers, road.line, road.depth_m, 'surface', 1)
  for (const road of offered) strip(map, layers, road.line, road.depth_m, 'due', 0.25)
  if (chosen) strip(map, layers, chosen.line, chosen.depth_m, 'act', 0.18)
  for (const cell of content.around.cells) drawCell(map, layers, cell.polygon, cell.code === content.cell ? content.cellLabel : null)
  for (const road of roads) L.polyline(road.line.map(turn), { color: colour('line-strong'), weight: 1, interactive: false }).addTo(layers)
  for (const road of offered) centreLine(map, layers, road, 'due-ink', content.point)
  if (chosen) centreLine(map, layers, chosen, 'act', content.point)
  drawPoint(layers, content)
  return look
}

/** Wide enough to show both sides of the road and the next corner, and in any case the segment that was chosen. */
function bounds({ point, accuracy_m }: MapContent, chosen: PackSegment | undefined): L.LatLngBounds {
  const around = L.latLng(turn(point)).toBounds(2 * Math.max(70, Math.min(accuracy_m ?? 0, 400) * 1.3))
  const nearest = chosen && nearestSpot(chosen.line, point)
  return nearest ? around.extend(turn(nearest)) : around
}

/** A cell's border; the winner's is heavier and says which cell it is, at its corner as far as that is in view. */
function drawCell(map: L.Map, layers: L.LayerGroup, polygon: LonLat[][], label: string | null): void {
  const border = L.polygon(polygon.map((ring) => ring.map(turn)), {
    color: colour(label ? 'ink' : 'line-strong'),
    weight: label ? 2 : 1,
    dashArray: label ? '6 4' : '1 5',
    fill: false,
    interactive: false,
  }).addTo(layers)
  if (!label) return
  const view = map.getBounds().pad(-0.04)
  const corner: L.LatLngTuple = [
    Math.min(border.getBounds().getNorth(), view.getNorth()),
    Math.max(border.getBounds().getWest(), view.getWest()),
  ]
  L.tooltip({ permanent: true, direction: 'right', offset: [2, 14], className: 'map-label ink' }).setLatLng(corner).setContent(text(label)).addTo(layers)
}

/** Names come from imported files: they are text, never markup. */
function text(words: string): HTMLElement {
  return Object.assign(document.createElement('span'), { textContent: words })
}

/** A road as wide as its depth on both sides; pixels follow the zoom. */
function strip(map: L.Map, layers: L.LayerGroup, line: LonLat[], depth_m: number, fill: string, opacity: number): void {
  const middle = line[Math.floor(line.length / 2)]
  if (!middle) return
  const weight = () => Math.max(2, 2 * depth_m * pixelsPerMetre(map, middle))
  const road = L.polyline(line.map(turn), { color: colour(fill), opacity, weight: weight(), lineCap: 'round', interactive: false })
  const follow = () => road.setStyle({ weight: weight() })
  road.on('add', () => map.on('zoomend', follow)).on('remove', () => map.off('zoomend', follow))
  road.addTo(layers)
}

function pixelsPerMetre(map: L.Map, [lon, lat]: LonLat): number {
  const metresPerDegree = 111_195
  const a = map.project([lat, lon])
  return a.distanceTo(map.project([lat + 100 / metresPerDegree, lon])) / 100
}

function centreLine(map: L.Map, layers: L.LayerGroup, road: PackSegment, ink: string, point: LonLat): void {
  L.polyline(road.line.map(turn), { color: colour(ink), weight: 4, lineCap: 'butt', interactive: false }).addTo(layers)
  for (const end of [road.line[0], lastOf(road.line)]) {
    if (end) L.circleMarker(turn(end), { radius: 4, color: colour(ink), fillColor: colour('surface'), fillOpacity: 1, weight: 3, interactive: false }).addTo(layers)
  }
  const spot = labelSpot(road.line, point, (place) => fits(map, place, road.name))
  if (!spot) return
  const aside = coversPoint(map, spot, point, road.name)
  const where: L.TooltipOptions = aside ? { direction: 'bottom', offset: [0, ASIDE_PX] } : { direction: 'center' }
  L.tooltip({ permanent: true, className: `map-label ${ink}`, ...where }).setLatLng(turn(spot)).setContent(text(road.name)).addTo(layers)
}

/** Whether a label centred here lies within the map and left of its buttons. */
function fits(map: L.Map, place: LonLat, words: string): boolean {
  const { x, y } = map.latLngToContainerPoint(turn(place))
  const { x: width, y: height } = map.getSize()
  const half = halfWidth(words)
  return x > half && x < width - half - BUTTONS_PX && y > MARGIN_PX && y < height - MARGIN_PX
}

/** Whether a label centred at `place` would hide the reported point. */
function coversPoint(map: L.Map, place: LonLat, point: LonLat, words: string): boolean {
  const apart = map.latLngToContainerPoint(turn(place)).subtract(map.latLngToContainerPoint(turn(point)))
  return Math.abs(apart.x) < halfWidth(words) + ASIDE_PX && Math.abs(apart.y) < 2 * ASIDE_PX
}

/** Half a label's width in pixels: Chinese characters are as wide as the type is high, others about half of that. */
function halfWidth(words: string): number {
  return [...words].reduce((sum, letter) => sum + (letter > '\u2e80' ? 14 : 8), 8) / 2
}

function drawPoint(layers: L.LayerGroup, { point, accuracy_m }: MapContent): void {
  const act = colour('act')
  if (accuracy_m) {
    L.circle(turn(point), { radius: accuracy_m, color: act, weight: 2, fillColor: act, fillOpacity: 0.12, interactive: false }).addTo(layers)
  }
  L.circleMarker(turn(point), { radius: 7, color: colour('surface'), weight: 3, fillColor: colour('ink'), fillOpacity: 1, interactive: false }).addTo(layers)
}
