/**
 * Fetches a map in square sheets of the web Mercator grid: only those in sight, each once, and gives up what went out
 * of sight while it was on its way. Knows its port; must not know HTTP or what lies on a sheet.
 */
import { toDegrees, toSquare, type Box } from '@/ui/map/ground'

/** One square of the grid: 4 × 4 of the usual tiles, so that a screen is a handful of requests. */
export interface Sheet {
  key: string
  box: Box
  /** The zoom its content is drawn for. */
  zoom: number
}

/** Usual tiles side by side on a sheet, as a power of two. */
const WIDER = 2
const CLOSEST_ZOOM = 22

export function sheetsOf(box: Box, zoom: number): Sheet[] {
  const grid = Math.max(0, Math.min(Math.round(zoom), CLOSEST_ZOOM) - WIDER)
  const count = 2 ** grid
  const [left, bottom] = toSquare([box[0], box[1]])
  const [right, top] = toSquare([box[2], box[3]])
  const range = (from: number, to: number) => {
    const [first, last] = [Math.max(0, Math.floor(from * count)), Math.min(count - 1, Math.floor(to * count))]
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)
  }
  return range(left, right).flatMap((x) => range(top, bottom).map((y) => sheetAt(grid, x, y)))
}

function sheetAt(grid: number, x: number, y: number): Sheet {
  const count = 2 ** grid
  const [west, north] = toDegrees([x / count, y / count])
  const [east, south] = toDegrees([(x + 1) / count, (y + 1) / count])
  return { key: `${grid}/${x}/${y}`, box: [west, south, east, north], zoom: grid + WIDER }
}

export interface Sheets<T> {
  /** From now on these are wanted; others on their way are given up. Resolves when all are here, rejects if one failed. */
  want(sheets: Sheet[]): Promise<void>
  /** What is here of the sheets wanted last. */
  here(): T[]
  /** Whether all of them are. */
  whole(): boolean
  forget(): void
}

/** Sheets kept; the least wanted go first. */
const KEPT = 120

/** `onChange` hears of every sheet that came; a sheet older than `freshMs` is fetched again and shown meanwhile. */
export function createSheets<T>(
  load: (sheet: Sheet, signal: AbortSignal) => Promise<T>,
  onChange: (arrived: T) => void,
  { freshMs = Infinity, now = Date.now } = {},
): Sheets<T> {
  const kept = new Map<string, { content: T; at: number }>()
  const underWay = new Map<string, { abort: AbortController; done: Promise<void> }>()
  let wanted: Sheet[] = []

  async function fetchOne(sheet: Sheet, abort: AbortController): Promise<void> {
    try {
      const content = await load(sheet, abort.signal)
      if (abort.signal.aborted) return
      kept.delete(sheet.key)
      kept.set(sheet.key, { content, at: now() })
      onChange(content)
    } catch (error) {
      if (!abort.signal.aborted) throw error
    } finally {
      if (underWay.get(sheet.key)?.abort === abort) underWay.delete(sheet.key)
    }
  }

  function prune(): void {
    const needed = new Set(wanted.map(({ key }) => key))
    for (const key of kept.keys()) {
      if (kept.size <= KEPT) return
      if (!needed.has(key)) kept.delete(key)
    }
  }

  return {
    async want(sheets) {
      wanted = sheets
      const needed = new Set(sheets.map(({ key }) => key))
      for (const [key, { abort }] of underWay) if (!needed.has(key)) abort.abort()
      for (const sheet of sheets) {
        const known = kept.get(sheet.key)
        if (known && now() - known.at < freshMs) continue
        if (underWay.has(sheet.key) && !underWay.get(sheet.key)?.abort.signal.aborted) continue
        const abort = new AbortController()
        underWay.set(sheet.key, { abort, done: fetchOne(sheet, abort) })
      }
      prune()
      await Promise.all(sheets.map(({ key }) => underWay.get(key)?.done))
    },
    here: () => wanted.flatMap(({ key }) => kept.get(key)?.content ?? []),
    whole: () => wanted.every(({ key }) => kept.has(key)),
    forget() {
      kept.clear()
    },
  }
}
