/**
 * Draws a report's surroundings on a canvas map without tiles. Knows Leaflet and the page's colours;
 * must not know where the data comes from. Coordinates are WGS-84 `[lon, lat]`, turned for Leaflet here.
 */
import L from 'leaflet'

import type { LonLat } from '@/domain/geography'

import type { Surroundings } from './nearby'

export interface MapContent {
  around: Surroundings
  point: LonLat
  accuracy_m: number | null
  segment: string | null
  cell: string | null
  candidates: string[]
}

const turn = ([lon, lat]: LonLat): L.LatLngTuple => [lat, lon]

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}

/** A map in `element` that shows 40 m around the point at least and can be moved by mouse and keyboard. */
export function createMap(element: HTMLElement, words: { zoomIn: string; zoomOut: string }): L.Map {
  const map = L.map(element, { preferCanvas: true, attributionControl: false, zoomControl: false, zoomSnap: 0.5, maxZoom: 21 })
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut, position: 'bottomright' }).addTo(map)
  return map
}

/** Replaces everything on the map. Answers a function that looks at the point again. */
export function draw(map: L.Map, layers: L.LayerGroup, content: MapContent): () => void {
  layers.clearLayers()
  const roads = content.around.segments
  const chosen = roads.find((segment) => segment.code === content.segment)
  const offered = roads.filter((segment) => content.candidates.includes(segment.code) && segment !== chosen)
  const look = () => map.fitBounds(bounds(content), { animate: false })
  look()

  for (const cell of content.around.cells) drawCell(layers, cell.polygon, cell.code === content.cell)
  for (const road of roads) strip(map, layers, road.line, road.depth_m, 'surface', 1)
  for (const road of offered) strip(map, layers, road.line, road.depth_m, 'due', 0.25)
  if (chosen) strip(map, layers, chosen.line, chosen.depth_m, 'act', 0.18)
  for (const road of roads) L.polyline(road.line.map(turn), { color: colour('line-strong'), weight: 1, interactive: false }).addTo(layers)
  for (const road of offered) centreLine(layers, road.line, 'due-ink', road.name)
  if (chosen) centreLine(layers, chosen.line, 'act', chosen.name)
  drawPoint(layers, content)
  return look
}

function bounds({ point, accuracy_m }: MapContent): L.LatLngBounds {
  // Wide enough to show both sides of the road and the next corner.
  return L.latLng(turn(point)).toBounds(2 * Math.max(70, Math.min(accuracy_m ?? 0, 400) * 1.3))
}

function drawCell(layers: L.LayerGroup, polygon: LonLat[][], winner: boolean): void {
  L.polygon(polygon.map((ring) => ring.map(turn)), {
    color: colour(winner ? 'ink' : 'line-strong'),
    weight: winner ? 2 : 1,
    dashArray: winner ? '6 4' : '1 5',
    fill: false,
    interactive: false,
  }).addTo(layers)
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

function centreLine(layers: L.LayerGroup, line: LonLat[], ink: string, name: string): void {
  L.polyline(line.map(turn), { color: colour(ink), weight: 4, lineCap: 'butt', interactive: false })
    .bindTooltip(name, { permanent: true, direction: 'center', className: `road-name ${ink}` })
    .addTo(layers)
  for (const end of [line[0], line.at(-1)]) {
    if (end) L.circleMarker(turn(end), { radius: 4, color: colour(ink), fillColor: colour('surface'), fillOpacity: 1, weight: 3, interactive: false }).addTo(layers)
  }
}

function drawPoint(layers: L.LayerGroup, { point, accuracy_m }: MapContent): void {
  const act = colour('act')
  if (accuracy_m) {
    L.circle(turn(point), { radius: accuracy_m, color: act, weight: 2, fillColor: act, fillOpacity: 0.12, interactive: false }).addTo(layers)
  }
  L.circleMarker(turn(point), { radius: 7, color: colour('surface'), weight: 3, fillColor: colour('ink'), fillOpacity: 1, interactive: false }).addTo(layers)
}
