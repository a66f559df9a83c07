/**
 * Pictures of the ground from any XYZ address. Where they are drawn in GCJ-02, the tiles are moved, nothing else: the
 * map's middle is turned into their datum, and the grid of tiles is laid there. Positions stay what they are.
 */
import L from 'leaflet'

import { fromWgs84 } from '@/domain/datum'
import type { TileSource } from '@/domain/tiles'

/** What of Leaflet 1.9's grid of tiles is asked for the map's middle; the pan itself is the map's. */
interface Grid {
  _getTiledPixelBounds(middle: L.LatLng): L.Bounds
  _setZoomTransform(level: unknown, middle: L.LatLng, zoom: number): void
  _setZoomTransforms(middle: L.LatLng, zoom: number): void
}

const CLOSEST = 24
/** Most services stop here; beyond it their last tiles are enlarged. */
const CLOSEST_OF_TILES = 18

export function createTiles({ url, datum, attribution }: TileSource): L.TileLayer {
  const options: L.TileLayerOptions = {
    attribution: asText(attribution),
    maxZoom: CLOSEST,
    maxNativeZoom: CLOSEST_OF_TILES,
    // Keys of tile services are limited to a domain, so they must be told it; the page's own policy tells nothing.
    referrerPolicy: 'strict-origin',
  }
  return datum === 'wgs84' ? L.tileLayer(url, options) : new ShiftedTiles(url, options)
}

/** Where in GCJ-02 a place lies that has these degrees in WGS-84. */
export function shifted({ lat, lng }: L.LatLng): L.LatLng {
  const [lon, shiftedLat] = fromWgs84(lng, lat, 'gcj02')
  return L.latLng(shiftedLat, lon)
}

const grid = L.TileLayer.prototype as unknown as Grid

class ShiftedTiles extends L.TileLayer {
  _getTiledPixelBounds(middle: L.LatLng): L.Bounds {
    return grid._getTiledPixelBounds.call(this, shifted(middle))
  }

  _setZoomTransform(level: unknown, middle: L.LatLng, zoom: number): void {
    grid._setZoomTransform.call(this, level, shifted(middle), zoom)
  }

  /** The shift changes by some metres per kilometre, so it is laid anew after every move. */
  override getEvents() {
    const events = super.getEvents?.() ?? {}
    const after = events.moveend
    const realign = () => {
      const map = this._map as L.Map | undefined
      if (map) (this as unknown as Grid)._setZoomTransforms(map.getCenter(), map.getZoom())
    }
    return {
      ...events,
      moveend: (event: L.LeafletEvent) => {
        realign()
        after?.call(this, event)
      },
    }
  }
}

/** Leaflet writes an attribution as markup; a setting is words. */
function asText(words: string): string {
  const element = document.createElement('span')
  element.textContent = words
  return element.innerHTML
}
