/** The example bodies that the server's tests read too, and a door behind which a shop stands. */
import examples from '../../../tests/contract/merchant.json'
import type { Answer, Door } from './door'
import type { Plate, Shop } from './wire'

const EXAMPLES = examples as unknown as { plate: Plate; shop: Shop }
export const NOW = Date.parse('2026-11-20T06:40:00Z')

/** A copy that a test may change. */
export const examplePlate = (): Plate => structuredClone(EXAMPLES.plate)
export const exampleShop = (): Shop => structuredClone(EXAMPLES.shop)

export interface FakeDoor extends Door {
  asked: { path: string; body: Record<string, unknown> | undefined }[]
  /** What is answered next to a path; without one the shop as it is. */
  answers: Record<string, Answer<unknown>[]>
  shop: Shop
}

export function fakeDoor(): FakeDoor {
  const door: FakeDoor = {
    asked: [],
    answers: {},
    shop: exampleShop(),
    plate: async () => next('plate', examplePlate()),
    unlock: async (factor) => next('unlock', {}, factor),
    ask: async <T>(path: string, body?: object) => next(path, door.shop as T, body),
    file: async (path) => next(path, new Blob(['bytes'])),
    piece: async (sha256, offset, total, bytes) => next('piece', { held: offset + bytes.size }, { sha256, offset, total }),
    seen: async (nonce) => next('seen', { passed: true }, { nonce }),
    now: () => NOW,
  }
  function next<T>(path: string, otherwise: T, body?: object): Answer<T> {
    door.asked.push({ path, body: body && ({ ...body } as Record<string, unknown>) })
    return (door.answers[path]?.shift() as Answer<T> | undefined) ?? { told: otherwise }
  }
  return door
}
