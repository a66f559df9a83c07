/**
 * Where the device points, while the screen that takes pictures lives. Nothing is computed until somebody asks.
 * Knows the browser's orientation events; must not know positions.
 */
import { onScopeDispose } from 'vue'

import { directionOf, inTurn } from '@/domain/heading'
import type { Heading } from '@/domain/report'

/** Safari gives the finished heading, against north; negative accuracy means that it does not know. */
interface OrientationEvent extends DeviceOrientationEvent {
  webkitCompassHeading?: number
  webkitCompassAccuracy?: number
}

/** Older than this it says where the device pointed, not where it points. */
const FRESH_MS = 2_000

/** The heading at the moment it is asked for; null where the browser does not tell. */
export function useCompass(): () => Heading | null {
  const kind = 'ondeviceorientationabsolute' in window ? 'deviceorientationabsolute' : 'deviceorientation'
  let heard: { event: OrientationEvent; at: number } | null = null
  const hear = (event: Event) => (heard = { event: event as OrientationEvent, at: performance.now() })
  addEventListener(kind, hear)
  onScopeDispose(() => removeEventListener(kind, hear))
  return () => (heard !== null && performance.now() - heard.at <= FRESH_MS ? headingOf(heard.event) : null)
}

function headingOf(event: OrientationEvent): Heading | null {
  const { webkitCompassHeading: told, webkitCompassAccuracy: error } = event
  if (told !== undefined && error !== undefined && error < 0) return null
  const angle = globalThis.screen?.orientation?.angle ?? 0
  const deg = told !== undefined ? inTurn(told) : event.absolute ? directionOf(event, angle) : null
  return deg === null ? null : { deg, accuracy_deg: error ?? null, source: 'compass' }
}

/** Where the browser wants it, asks the person, who just tapped. A no is a no; nothing waits for it. */
export function askForCompass(): void {
  const { requestPermission } = (globalThis.DeviceOrientationEvent ?? {}) as { requestPermission?: () => Promise<unknown> }
  void requestPermission?.().catch(() => undefined)
}
