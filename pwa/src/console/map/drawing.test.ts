// @vitest-environment happy-dom
import L from 'leaflet'
import { expect, it } from 'vitest'

import { MapCanvas } from './drawing'

it('draws nothing in a frame that comes after its canvas has gone', () => {
  const canvas = new MapCanvas() as unknown as { _redraw(): void; _redrawBounds: unknown }
  canvas._redrawBounds = L.bounds([0, 0], [1, 1])
  expect(() => canvas._redraw()).not.toThrow()
})
