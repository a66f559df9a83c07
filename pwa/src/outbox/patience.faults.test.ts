import { describe, expect, it } from 'vitest'

import { bench } from './bench.testing'
import { drain } from './drain'

const WEEK_MS = 7 * 24 * 3600 * 1000

describe('patience', () => {
  it('has no limit of tries and none of age', async () => {
    const b = bench()
    const { id } = b.report([10, 20])
    b.server.fault = () => 'lose-request'
    for (let attempt = 0; attempt < 60; attempt++) {
      await drain(b.ports)
      b.time.now += WEEK_MS
    }
    expect(b.rows.table.get(id)).toMatchObject({ phase: 'waiting', failures: 60 })
    b.server.fault = () => 'none'
    await drain(b.ports)
    expect(b.rows.table.get(id)?.phase).toBe('delivered')
  })

  it('goes on after a hundred refusals that only asked to wait', async () => {
    const b = bench(() => 0)
    const { id } = b.report([10])
    b.server.fault = () => 'busy'
    for (let attempt = 0; attempt < 100; attempt++) {
      await drain(b.ports)
      b.time.now += WEEK_MS
    }
    b.server.fault = () => 'none'
    await drain(b.ports)
    expect(b.rows.table.get(id)?.phase).toBe('delivered')
  })
})
