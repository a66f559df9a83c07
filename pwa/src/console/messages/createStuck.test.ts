import { describe, expect, it } from 'vitest'

import type { StuckView } from '@/domain/messages'
import { createStuck } from './createStuck'

function row(id: string, more: Partial<StuckView> = {}): StuckView {
  const told = { kind: 'case-closed', case_no: 'A1', unit: null, person: null, channel: 'webhook', channel_name: 'hook', urgent: false }
  return { id, ...told, state: 'stuck', why: 'answered 500', attempts: 3, at: '2026-11-20T04:00:00.000Z', done_at: null, settled_at: null, ...more }
}

function desk(answer: (id: string) => StuckView) {
  const asked: string[] = []
  const stuck = createStuck({
    stuck: () => Promise.resolve({ items: [row('3'), row('2'), row('1')], count: 3, cursor: null, has_more: false }),
    again: (id, reason) => (asked.push(`again ${id} ${reason}`), Promise.resolve(answer(id))),
    drop: (id, reason) => (asked.push(`drop ${id} ${reason}`), Promise.resolve(answer(id))),
  })
  return { stuck, asked }
}

describe('what did not arrive', () => {
  it('is sent again with a reason, leaves the list, and the next one is open', async () => {
    const { stuck, asked } = desk((id) => row(id, { state: 'waiting' }))
    await stuck.load()
    stuck.reason.value = ' 地址改好了 '
    await stuck.again()
    expect(asked).toEqual(['again 3 地址改好了'])
    expect([stuck.count.value, stuck.chosen.value?.id, stuck.reason.value]).toEqual([2, '2', ''])
  })

  it('is not settled without a reason', async () => {
    const { stuck, asked } = desk((id) => row(id))
    await stuck.load()
    await stuck.drop()
    expect(asked).toEqual([])
  })

  it('stays while it is still stuck', async () => {
    const { stuck } = desk((id) => row(id, { why: 'nobody' }))
    await stuck.load()
    stuck.reason.value = 'x'
    await stuck.again()
    expect([stuck.count.value, stuck.items.value.find((one) => one.id === '3')?.why]).toEqual([3, 'nobody'])
  })

  it('is walked through, and what was typed for one is not said of another', async () => {
    const { stuck } = desk((id) => row(id))
    await stuck.load()
    stuck.reason.value = 'for the first'
    stuck.step(1)
    expect([stuck.chosen.value?.id, stuck.reason.value]).toEqual(['2', ''])
    stuck.step(-1)
    stuck.step(-1)
    expect(stuck.chosen.value?.id).toBe('3')
  })
})
