/** The pins of a Leaflet map, gathered where they would lie over each other. Only those in sight are elements. */
import L from 'leaflet'

import type { LonLat } from '@/domain/geography'
import { clustersOf, type Cluster, type Pin } from './cluster'
import { shapeOf } from './pinShapes'

export interface PinMarkers {
  show(pins: readonly Pin[]): void
  /** Rings this pin, or the group it is in. */
  mark(id: string | null): void
  /** Where pins stand now. */
  places(): LonLat[]
}

const SVG = 'http://www.w3.org/2000/svg'
const SINGLE_PX = 32
const GROUP_PX = 40
const DOOR_PX = 26
const BENEATH = -1000

/** `onPick` hears of a single pin; a group is opened by looking closer. */
export function createPinMarkers(map: L.Map, onPick: (id: string) => void, onPlaced: () => void): PinMarkers {
  let pins: readonly Pin[] = []
  let clusters: Cluster[] = []
  const shown = new Map<string, L.Marker>()
  let marked: string | null = null

  function place(): void {
    const view = map.getBounds().pad(0.2)
    clusters = clustersOf(pins, Math.round(map.getZoom())).filter(({ place: [lon, lat] }) => view.contains([lat, lon]))
    const wanted = new Map(clusters.map((cluster) => [keyOf(cluster), cluster]))
    for (const [key, marker] of shown) {
      if (wanted.has(key)) continue
      marker.remove()
      shown.delete(key)
    }
    for (const [key, cluster] of wanted) if (!shown.has(key)) shown.set(key, markerOf(cluster).addTo(map))
    ring()
    onPlaced()
  }

  function ring(): void {
    for (const cluster of clusters) {
      const marker = shown.get(keyOf(cluster))
      const is = cluster.pins.some(({ id }) => id === marked)
      marker?.getElement()?.classList.toggle('marked', is)
      marker?.setZIndexOffset(is ? 1000 : isDoor(cluster) ? BENEATH : 0)
    }
  }

  function markerOf(cluster: Cluster): L.Marker {
    const [only] = cluster.pins
    const single = cluster.pins.length === 1
    const size = isDoor(cluster) ? DOOR_PX : single ? SINGLE_PX : GROUP_PX
    const icon = L.divIcon({ html: drawn(cluster, size), className: `map-pin ${cluster.tone}`, iconSize: [size, size] })
    const [lon, lat] = cluster.place
    // The keyboard has the list beside the map; a stop at every pin would be in its way.
    const marker = L.marker([lat, lon], { icon, keyboard: false, title: single ? (only?.title ?? '') : '' })
    return marker.on('click', () => (single ? only && onPick(only.id) : open(cluster)))
  }

  function open({ pins: members }: Cluster): void {
    const bounds = L.latLngBounds(members.map(({ place: [lon, lat] }) => [lat, lon]))
    map.fitBounds(bounds, { padding: [SINGLE_PX, SINGLE_PX], maxZoom: Math.min(map.getMaxZoom(), map.getZoom() + 3) })
  }

  map.on('moveend zoomend', place)
  return {
    show(next) {
      pins = next
      place()
    },
    mark(id) {
      marked = id
      ring()
    },
    places: () => clusters.map((cluster) => cluster.place),
  }
}

const isDoor = ({ pins }: Pick<Cluster, 'pins'>) => pins.length === 1 && pins[0]?.door === true

function keyOf({ id, tone, pins, place }: Cluster): string {
  return [id, tone, pins.length, pins[0]?.text, ...place].join(' ')
}

function drawn({ id, tone, pins }: Cluster, size: number): HTMLElement {
  const element = document.createElement('span')
  element.dataset.testid = pins.length === 1 ? 'map-pin' : 'map-group'
  element.dataset.pin = id
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '0 0 32 32')
  svg.setAttribute('width', String(size))
  svg.setAttribute('height', String(size))
  const shape = shapeOf(tone, isDoor({ pins }))
  svg.append(pathOf('outline', shape.outline))
  const [only] = pins
  if (pins.length > 1) svg.append(wordOf(countOf(pins)))
  else svg.append(only?.text === undefined ? pathOf('mark', shape.mark) : wordOf(only.text))
  element.append(svg)
  return element
}

function pathOf(name: string, data: string): SVGElement {
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('class', name)
  path.setAttribute('d', data)
  return path
}

/** Where single pins bear numbers, a count must not look like one. */
function countOf(pins: Cluster['pins']): string {
  const count = pins.length > 999 ? '999+' : String(pins.length)
  return pins.some(({ text }) => text !== undefined) ? `×${count}` : count
}

function wordOf(words: string): SVGElement {
  const text = document.createElementNS(SVG, 'text')
  text.setAttribute('x', '16')
  text.setAttribute('y', '20.5')
  text.textContent = words
  return text
}
