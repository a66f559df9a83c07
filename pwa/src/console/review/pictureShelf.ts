/**
 * Keeps pictures that will be looked at next, fetched and decoded, within a bound of memory.
 * Knows addresses and sizes; must not know reports, or how a browser loads.
 */

/** Something that stays decoded for as long as it is held; `bytes` is what its pixels take. */
export interface Held {
  bytes: number
  picture?: unknown
}

/** Fetches and decodes one picture. Rejects when there is none; a later wish for it asks again. */
export type Load = (url: string) => Promise<Held>

/** Twenty screen pictures of 1600 × 1200: what is chosen, three reports ahead and one back, and their small ones. */
export const SHELF_BYTES = 160 * 2 ** 20
/** So few that the next picture never queues behind many later ones. */
const AT_ONCE = 3

export function createPictureShelf(load: Load, limit = SHELF_BYTES) {
  /** Oldest wish first; a wish renewed moves to the end. */
  const held = new Map<string, Held>()
  const onTheirWay = new Set<string>()
  const failed = new Set<string>()
  /** Came when there was no room for it; the next wish may make room. */
  const crowded = new Set<string>()
  let wanted: string[] = []

  /** Names what is wanted, most wanted first; replaces the wish before. */
  function want(urls: string[]): void {
    wanted = [...new Set(urls)]
    crowded.clear()
    for (const url of failed) if (!wanted.includes(url)) failed.delete(url)
    for (const url of [...wanted].reverse()) renew(url)
    fetchMore()
  }

  function renew(url: string): void {
    const one = held.get(url)
    if (!one) return
    held.delete(url)
    held.set(url, one)
  }

  function fetchMore(): void {
    for (const url of wanted) {
      if (onTheirWay.size >= AT_ONCE) return
      if (held.has(url) || onTheirWay.has(url) || failed.has(url) || crowded.has(url)) continue
      if (wantedBytes() >= limit) return
      onTheirWay.add(url)
      void load(url)
        .then((one) => put(url, one), () => void failed.add(url))
        .finally(() => {
          onTheirWay.delete(url)
          fetchMore()
        })
    }
  }

  function put(url: string, one: Held): void {
    held.set(url, one)
    // The least wanted go first: those of no wish by age, then those at the end of the present one.
    const leaving = [...held.keys()].filter((other) => !wanted.includes(other)).concat([...wanted].reverse())
    for (const other of leaving) {
      if (bytes() <= limit || held.size <= 1) return
      held.delete(other)
      if (other === url) crowded.add(url)
    }
  }

  function bytes(): number {
    return [...held.values()].reduce((sum, one) => sum + one.bytes, 0)
  }

  function wantedBytes(): number {
    return wanted.reduce((sum, url) => sum + (held.get(url)?.bytes ?? 0), 0)
  }

  /** Lets everything go. */
  function clear(): void {
    wanted = []
    held.clear()
  }

  return { want, clear, has: (url: string) => held.has(url), bytes }
}

/** How a browser does it: an image element that is kept stays in its memory, and shows within one frame. */
export async function loadPicture(url: string): Promise<Held> {
  const image = new Image()
  image.src = url
  await image.decode()
  return { picture: image, bytes: image.naturalWidth * image.naturalHeight * 4 }
}
