import { describe, expect, it } from 'vitest'

import { createDownload } from '@/api/download'
import type { Failure } from '@/domain/problem'

import { createPacket } from './createPacket'

const NO = '4101042026112000001'

/** A response whose body comes in these pieces, and breaks off after them if `broken`. */
function answer(pieces: string[], broken = false): Response {
  const waiting = pieces.map((piece) => new TextEncoder().encode(piece))
  const body = new ReadableStream({
    pull(controller) {
      const next = waiting.shift()
      if (next) controller.enqueue(next)
      else if (broken) controller.error(new TypeError('network'))
      else controller.close()
    },
  })
  return new Response(body, { headers: { 'Content-Type': 'application/zip' } })
}

function packetFrom(response: () => Response) {
  const kept: File[] = []
  const told: number[] = []
  const fetched = createDownload(() => Promise.resolve(response()))
  const packet = createPacket({
    fetch: (no, onProgress) => fetched(`/cases/${no}/packet`, (bytes) => (told.push(bytes), onProgress(bytes))),
    keep: (file) => kept.push(file),
  })
  return { packet, kept, told }
}

describe('a packet of evidence', () => {
  it('is kept whole under the number of its case, and says how far it has come', async () => {
    const { packet, kept, told } = packetFrom(() => answer(['PK', 'rest']))
    await packet.bring(NO)
    expect([kept[0]?.name, await kept[0]?.text()]).toEqual([`evidence-${NO}.zip`, 'PKrest'])
    expect(told).toEqual([2, 6])
    expect([packet.working.value, packet.failure.value, packet.saved.value?.size]).toEqual([null, null, 6])
  })

  it('is not kept when it breaks off', async () => {
    const { packet, kept } = packetFrom(() => answer(['PK'], true))
    await packet.bring(NO)
    expect(kept).toEqual([])
    expect((packet.failure.value as Failure).slug).toBe('no-network')
    expect(packet.working.value).toBe(null)
  })

  it('says why the server refuses, and forgets it when it is asked again', async () => {
    const problem = JSON.stringify({ type: '/problems/not-allowed', title: 'no', status: 403 })
    const answers = [new Response(problem, { status: 403, headers: { 'Content-Type': 'application/problem+json' } }), answer(['PK'])]
    const { packet, kept } = packetFrom(() => answers.shift()!)
    await packet.bring(NO)
    expect((packet.failure.value as Failure).slug).toBe('not-allowed')
    await packet.bring(NO)
    expect([packet.failure.value, kept.length]).toEqual([null, 1])
  })

  it('is fetched once however often the button is pressed', async () => {
    let asked = 0
    const { packet } = packetFrom(() => (asked++, answer(['PK'])))
    await Promise.all([packet.bring(NO), packet.bring(NO)])
    expect(asked).toBe(1)
  })
})
