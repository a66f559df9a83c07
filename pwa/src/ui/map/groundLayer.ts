/**
 * The ground as a layer of a Leaflet map: one canvas, a little larger than the map, painted anew when what is painted
 * no longer covers what is seen. Knows Leaflet and the painter; must not know where the ground came from.
 */
import L from 'leaflet'

import type { LonLat } from '@/domain/geography'
import { METRES_PER_DEGREE } from './measure'
import { paint, pixelOf, type Frame, type Painted } from './paint'
import { readPalette } from './palette'

export interface GroundLayer {
  layer: L.Layer
  /** Paints this from now on. */
  show(painted: Omit<Painted, 'taken'>): void
  /** Places of pins, which labels leave free. */
  keepFree(places: readonly LonLat[]): void
  /** Colours or type have changed. */
  repaint(): void
}

/** Pixels around the map that are painted, too, so that a small move shows no edge. */
const MARGIN_PX = 160
const PIN_PX = 16
/** The buttons at the right edge, beneath which no name is written. */
const BUTTONS_PX = 64
const TILE_PX = 256

export function createGroundLayer(): GroundLayer {
  const canvas = L.DomUtil.create('canvas', 'map-ground')
  let map: L.Map | null = null
  let what: Omit<Painted, 'taken'> | null = null
  let pins: readonly LonLat[] = []
  let covered: { zoom: number; bounds: L.Bounds } | null = null
  let asked = 0

  function ask(): void {
    cancelAnimationFrame(asked)
    asked = requestAnimationFrame(paintNow)
  }

  /** While the map moves, only what would show an edge is painted. */
  function follow(): void {
    if (!map) return
    const seen = L.bounds(map.containerPointToLayerPoint([0, 0]), map.containerPointToLayerPoint(map.getSize()))
    if (covered?.zoom !== map.getZoom() || !covered.bounds.contains(seen)) ask()
  }

  function paintNow(): void {
    const ink = canvas.getContext('2d')
    if (!map || !what || !ink) return
    const corner = map.containerPointToLayerPoint([-MARGIN_PX, -MARGIN_PX]).round()
    const frame = frameOf(map, corner)
    fit(canvas, frame.width, frame.height)
    ink.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
    const free = what.here ? [...pins, what.here.place] : pins
    const taken = free.map((place) => {
      const [x, y] = pixelOf(frame, place)
      return [x - PIN_PX, y - PIN_PX, x + PIN_PX, y + PIN_PX] as const
    })
    paint(ink, frame, { ...what, taken }, readPalette(canvas))
    L.DomUtil.setPosition(canvas, corner)
    covered = { zoom: map.getZoom(), bounds: L.bounds(corner, corner.add([frame.width, frame.height])) }
  }

  const Layer = L.Layer.extend({
    onAdd(on: L.Map) {
      map = on
      on.getPanes().overlayPane.appendChild(canvas)
      ask()
    },
    onRemove() {
      cancelAnimationFrame(asked)
      canvas.remove()
      map = null
    },
    getEvents: () => ({ move: follow, zoom: follow, moveend: ask, resize: ask, viewreset: ask }),
  })

  return {
    layer: new Layer() as L.Layer,
    show(painted) {
      what = painted
      ask()
    },
    keepFree(places) {
      pins = places
      ask()
    },
    repaint: ask,
  }
}

function frameOf(map: L.Map, corner: L.Point): Frame {
  const size = map.getSize()
  const { x, y } = corner.add(map.getPixelOrigin())
  const { lat } = map.getCenter()
  const scale = TILE_PX * 2 ** map.getZoom()
  return {
    scale,
    left: x,
    top: y,
    width: size.x + 2 * MARGIN_PX,
    height: size.y + 2 * MARGIN_PX,
    pixelsPerMetre: scale / (360 * METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180)),
    seen: [MARGIN_PX, MARGIN_PX, MARGIN_PX + size.x - BUTTONS_PX, MARGIN_PX + size.y],
  }
}

/** Setting a size clears a canvas and takes time, so only when it is another one. */
function fit(canvas: HTMLCanvasElement, width: number, height: number): void {
  const [w, h] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)]
  if (canvas.width === w && canvas.height === h) return
  canvas.width = w
  canvas.height = h
  canvas.style.width = `${width}px`
  canvas.style.height = `${height}px`
}
