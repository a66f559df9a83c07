/** Decides which labels are written: the weightier first, none over another or over what must stay in sight. */

/** A box of pixels: left, top, right, bottom. */
export type Rectangle = readonly [number, number, number, number]

export interface Label {
  text: string
  /** The middle of the words, in pixels. */
  x: number
  y: number
  width: number
  height: number
  look: 'plate' | 'street' | 'cell' | 'mine'
}

const RANK: Record<Label['look'], number> = { plate: 0, mine: 1, street: 2, cell: 3 }
/** The same name is not written again this near, in pixels. */
const APART = 260
const GAP = 3
/** Buckets keep the comparison among neighbours. */
const BUCKET = 128

/** The labels that find room in `view`, weightiest first; `taken` is kept free. */
export function placeLabels(wanted: readonly Label[], view: Rectangle, taken: readonly Rectangle[]): Label[] {
  const room = createRoom(taken)
  const written = new Map<string, Label[]>()
  const inOrder = [...wanted].sort((a, b) => RANK[a.look] - RANK[b.look])
  return inOrder.filter((label) => {
    const spot = around(label)
    const same = written.get(label.text) ?? []
    if (!within(spot, view) || same.some((one) => Math.hypot(one.x - label.x, one.y - label.y) < APART)) return false
    if (!room.take(spot)) return false
    written.set(label.text, [...same, label])
    return true
  })
}

function around({ x, y, width, height }: Label): Rectangle {
  return [x - width / 2 - GAP, y - height / 2 - GAP, x + width / 2 + GAP, y + height / 2 + GAP]
}

const within = (a: Rectangle, b: Rectangle) => a[0] >= b[0] && a[1] >= b[1] && a[2] <= b[2] && a[3] <= b[3]
const overlap = (a: Rectangle, b: Rectangle) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1]

function createRoom(taken: readonly Rectangle[]) {
  const buckets = new Map<string, Rectangle[]>()
  const keysOf = ([left, top, right, bottom]: Rectangle) => {
    const keys: string[] = []
    for (let i = Math.floor(left / BUCKET); i <= Math.floor(right / BUCKET); i += 1) {
      for (let j = Math.floor(top / BUCKET); j <= Math.floor(bottom / BUCKET); j += 1) keys.push(`${i}/${j}`)
    }
    return keys
  }
  const put = (spot: Rectangle) => {
    for (const key of keysOf(spot)) buckets.set(key, [...(buckets.get(key) ?? []), spot])
  }
  taken.forEach(put)
  return {
    take(spot: Rectangle): boolean {
      if (keysOf(spot).some((key) => buckets.get(key)?.some((other) => overlap(spot, other)))) return false
      put(spot)
      return true
    },
  }
}
