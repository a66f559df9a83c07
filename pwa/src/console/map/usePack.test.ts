import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { Failure } from '@/domain/problem'

const world = vi.hoisted(() => ({ asked: [] as (string | null)[], version: 'a', refuse: false }))

vi.mock('../server', () => ({
  sessionApi: {},
  cityApi: {
    pack: (etag: string | null) => {
      world.asked.push(etag)
      if (world.refuse) return Promise.reject(new Failure('no-network'))
      return Promise.resolve(etag === world.version ? null : { pack: { version: world.version }, etag: world.version, json: '', sha256: '' })
    },
  },
}))

const MINUTES = 60_000

describe('the area pack of the console', () => {
  beforeEach(() => {
    vi.resetModules()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 21) })
    Object.assign(world, { asked: [], version: 'a', refuse: false })
  })
  afterEach(() => void vi.useRealTimers())

  const desk = async () => (await import('./usePack')).usePack()
  const later = (minutes: number) => vi.setSystemTime(Date.now() + minutes * MINUTES)

  it('is asked for once while it is fresh, and by its name when it may not be', async () => {
    const { pack, load } = await desk()
    await Promise.all([load(), load()])
    later(9)
    await load()
    expect(world.asked).toEqual([null])
    later(2)
    world.version = 'b'
    await load()
    expect([pack.value?.version, world.asked]).toEqual(['b', [null, 'a']])
    later(11)
    await load()
    await load()
    expect([pack.value?.version, world.asked]).toEqual(['b', [null, 'a', 'b']])
  })

  it('is asked for again at once when other areas came into force, also while it is on its way', async () => {
    const { pack, load, outdated } = await desk()
    await load()
    outdated()
    const old = load()
    outdated()
    await old
    world.version = 'b'
    await load()
    expect([pack.value?.version, world.asked.length]).toEqual(['b', 3])
  })

  it('stays when it cannot be renewed, and is asked for again then', async () => {
    const { pack, failed, load, outdated } = await desk()
    world.refuse = true
    await load()
    expect([pack.value, failed.value]).toEqual([null, true])
    world.refuse = false
    await load()
    outdated()
    world.refuse = true
    await load()
    expect([pack.value?.version, failed.value]).toEqual(['a', false])
    world.refuse = false
    world.version = 'b'
    await load()
    expect(pack.value?.version).toBe('b')
  })
})
