import { beforeEach, describe, expect, it } from 'vitest'

import { createShell, type Shell, type ShellFile } from './shell'

const ORIGIN = 'https://city.example'
const DAY = 24 * 3600_000

/** Caches in memory that answer as a browser's do, as far as a shell asks. */
class FakeCache {
  readonly entries = new Map<string, string>()
  async match(request: Request | string, options?: { ignoreSearch?: boolean }) {
    const address = typeof request === 'string' ? request : request.url
    const plain = (url: string) => (options?.ignoreSearch ? (url.split('?')[0] as string) : url)
    const found = [...this.entries].find(([url]) => plain(url) === plain(address))
    return found && new Response(found[1])
  }
  full = false
  async put(address: string, response: Response) {
    if (this.full) throw new DOMException('full', 'QuotaExceededError')
    this.entries.set(address, await response.text())
  }
}

class FakeCaches {
  readonly stores = new Map<string, FakeCache>()
  keys = async () => [...this.stores.keys()]
  delete = async (name: string) => this.stores.delete(name)
  broken = false
  async open(name: string) {
    if (this.broken) throw new DOMException('no', 'UnknownError')
    const cache = this.stores.get(name) ?? new FakeCache()
    this.stores.set(name, cache)
    return cache
  }
}

interface Site {
  [path: string]: { body: string; type?: string; status?: number }
}

let caches: FakeCaches
let site: Site
let asked: string[]
let time: number

const files = (version: string): ShellFile[] => [
  { url: 'index.html', revision: version },
  { url: `assets/app-${version}.js`, revision: null },
  { url: 'assets/same.js', revision: null },
]

function release(version: string): void {
  site = {
    '/index.html': { body: `page ${version}`, type: 'text/html; charset=utf-8' },
    [`/assets/app-${version}.js`]: { body: `app ${version}` },
    '/assets/same.js': { body: 'same' },
  }
}

async function fetchFrom(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url)
  asked.push(pathname)
  const found = site[pathname]
  if (found === undefined) throw new TypeError('network')
  return new Response(found.body, { status: found.status ?? 200, headers: { 'Content-Type': found.type ?? 'text/javascript' } })
}

const shell = (version: string): Shell =>
  createShell(files(version), { caches: caches as unknown as CacheStorage, fetch: fetchFrom, origin: ORIGIN, now: () => time })

const navigation = (path = '/outbox') => ({ mode: 'navigate', url: ORIGIN + path }) as Request
const asset = (path: string) => ({ mode: 'no-cors', url: ORIGIN + path }) as Request
const said = async (answer: Promise<Response>) => (await answer).text()
const entryOf = (version: string) => `${ORIGIN}/assets/app-${version}.js`

beforeEach(() => {
  caches = new FakeCaches()
  asked = []
  time = 1000
  release('1')
})

describe('a version of the app', () => {
  it('starts from the phone alone once it is whole', async () => {
    const one = shell('1')
    await one.install()
    site = {}
    expect(await said(one.respond(navigation()))).toBe('page 1')
    expect(await said(one.respond(asset('/assets/app-1.js')))).toBe('app 1')
  })

  it.each([
    ['is missing', (): void => void delete site['/assets/same.js']],
    ['is an error', () => void (site['/assets/same.js'] = { body: 'no', status: 500 })],
    ['is a gateway’s page', () => void (site['/assets/same.js'] = { body: 'sign in here', type: 'text/html' })],
    ['is a page that is none', () => void (site['/index.html'] = { body: '{}', type: 'application/json' })],
  ])('is not installed when one file %s, and leaves nothing half filled', async (_name, spoil) => {
    spoil()
    await expect(shell('1').install()).rejects.toThrow()
    expect(await caches.keys()).toEqual([])
  })

  it('that cannot be fetched whole leaves the one before as it is', async () => {
    const one = shell('1')
    await one.install()
    await one.booted(entryOf('1'))
    release('2')
    delete site['/assets/app-2.js']
    await expect(shell('2').install()).rejects.toThrow()
    expect(await said(one.respond(navigation()))).toBe('page 1')
    expect(await caches.keys()).toHaveLength(1)
  })

  it('fetches of the next only what changed', async () => {
    await shell('1').install()
    release('2')
    asked = []
    await shell('2').install()
    expect(asked).toEqual(['/index.html', '/assets/app-2.js'])
  })

  it('that is whole is not touched when only the worker’s code changed', async () => {
    await shell('1').install()
    site = {}
    await shell('1').install()
    expect(await said(shell('1').respond(navigation()))).toBe('page 1')
  })
})

describe('a phone on which nothing more can be written', () => {
  it('starts all the same, without signal, also with a version that never ran', async () => {
    const one = shell('1')
    await one.install()
    for (const cache of caches.stores.values()) cache.full = true
    site = {}
    for (let start = 0; start < 3; start++) expect(await said(one.respond(navigation()))).toBe('page 1')
  })

  it('lets old versions go before the new one notes that it runs', async () => {
    await shell('1').install()
    time += DAY
    release('2')
    await shell('2').install()
    time += DAY
    release('3')
    const three = shell('3')
    await three.install()
    for (const cache of caches.stores.values()) cache.full = true
    await expect(three.booted(entryOf('3'))).rejects.toThrow('full')
    expect(await caches.keys()).toHaveLength(2)
  })

  it('takes from the network what its caches no longer give', async () => {
    const one = shell('1')
    await one.install()
    caches.broken = true
    site['/outbox'] = { body: 'page from the network', type: 'text/html' }
    expect(await said(one.respond(navigation()))).toBe('page from the network')
    expect(await said(one.respond(asset('/assets/same.js')))).toBe('same')
  })
})

describe('the version before', () => {
  const both = async () => {
    await shell('1').install()
    await shell('1').booted(entryOf('1'))
    time += DAY
    release('2')
    const two = shell('2')
    await two.install()
    site = {}
    return two
  }

  it('still gives open pages their later parts', async () => {
    const two = await both()
    expect(await said(two.respond(asset('/assets/app-1.js')))).toBe('app 1')
    await two.booted(entryOf('2'))
    expect(await said(two.respond(asset('/assets/app-1.js')))).toBe('app 1')
  })

  it('comes back when the new one was tried twice and never came up', async () => {
    const two = await both()
    expect([await said(two.respond(navigation())), await said(two.respond(navigation()))]).toEqual(['page 2', 'page 2'])
    expect(await said(two.respond(navigation()))).toBe('page 1')
    await two.booted(entryOf('1'))
    expect(await said(two.respond(navigation()))).toBe('page 1')
  })

  it('is no longer needed for pages once the new one came up', async () => {
    const two = await both()
    await two.booted(entryOf('2'))
    for (let start = 0; start < 4; start++) expect(await said(two.respond(navigation()))).toBe('page 2')
  })

  it('goes after 30 days, and what is older at once', async () => {
    caches.stores.set('workbox-precache-v2-x', new FakeCache())
    const two = await both()
    await two.booted(entryOf('2'))
    expect(await caches.keys()).toHaveLength(2)
    time += 31 * DAY
    await two.booted(entryOf('2'))
    expect(await caches.keys()).toHaveLength(1)
  })
})

it('leaves to the network what no version has', async () => {
  const one = shell('1')
  await one.install()
  site['/elsewhere.txt'] = { body: 'from the network', type: 'text/plain' }
  expect(await said(one.respond(asset('/elsewhere.txt')))).toBe('from the network')
})
