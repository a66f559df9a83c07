import { describe, expect, it } from 'vitest'

import type { Answer, Door } from './door'
import { fakeDoor } from './shop.testing'
import { sendPhoto, type Progress } from './upload'

const KIB = 1024
const photo = new Blob([new Uint8Array(600 * KIB)])

/** A server that keeps pieces, and a connection that breaks where it is told to. */
function serverThat(breaks: (call: number) => 'before' | 'after' | null) {
  let held = 0
  let calls = 0
  const taken: number[] = []
  const door: Door = {
    ...fakeDoor(),
    async piece(_sha256, offset, _total, bytes): Promise<Answer<{ held: number }>> {
      const how = breaks(calls++)
      if (how === 'before') return { trouble: { word: 'no-network' } }
      if (bytes.size > 0 && offset !== held) return { trouble: { word: 'elsewhere', held } }
      held += bytes.size
      taken.push(bytes.size)
      return how === 'after' ? { trouble: { word: 'no-network' } } : { told: { held } }
    },
  }
  return { door, taken, held: () => held }
}

async function send(door: Door) {
  const told: Progress[] = []
  const pauses: number[] = []
  const trouble = await sendPhoto(door, photo, 'name', (progress) => void told.push(progress), async (ms) => void pauses.push(ms))
  return { trouble, told, pauses }
}

describe('a photo on its way', () => {
  it('goes in pieces and says how far it is', async () => {
    const server = serverThat(() => null)
    const { trouble, told } = await send(server.door)
    expect([trouble, server.held()]).toEqual([null, photo.size])
    expect(server.taken).toEqual([0, 256 * KIB, 256 * KIB, 88 * KIB])
    expect(told.at(-1)).toEqual({ sent: photo.size, total: photo.size, waiting: false })
  })

  it.each(['before', 'after'] as const)('goes on where the server stands when the connection breaks %s a piece arrived', async (how) => {
    const server = serverThat((call) => (call === 2 ? how : null))
    const { trouble, told, pauses } = await send(server.door)
    expect([trouble, server.held()]).toEqual([null, photo.size])
    expect(server.taken.filter((size) => size > 0)).toEqual([256 * KIB, 256 * KIB, 88 * KIB])
    expect([told.some(({ waiting }) => waiting), pauses]).toEqual([true, [1000]])
  })

  it('waits longer each time and never gives up for the connection alone', async () => {
    const { trouble, pauses } = await send(serverThat((call) => (call < 7 ? 'before' : null)).door)
    expect([trouble, pauses]).toEqual([null, [1000, 2000, 4000, 8000, 15000, 15000, 15000]])
  })

  it('takes over what another try has sent already', async () => {
    const door: Door = { ...fakeDoor(), piece: async () => ({ told: { held: photo.size } }) }
    expect((await send(door)).told).toHaveLength(1)
  })

  it('ends with what the server refuses, also when it corrects for ever', async () => {
    const refusing: Door = { ...fakeDoor(), piece: async () => ({ trouble: { word: 'other' } }) }
    expect((await send(refusing)).trouble).toEqual({ word: 'other' })
    const correcting: Door = { ...fakeDoor(), piece: async () => ({ trouble: { word: 'elsewhere', held: 5 } }) }
    expect((await send(correcting)).trouble).toEqual({ word: 'elsewhere', held: 5 })
  })

  it('waits as long as a busy server says', async () => {
    const answers: Answer<{ held: number }>[] = [{ trouble: { word: 'busy', minutes: 2 } }, { told: { held: photo.size } }]
    const busy: Door = { ...fakeDoor(), piece: async () => answers.shift()! }
    expect((await send(busy)).pauses).toEqual([120_000])
  })
})
