/**
 * Keeps the app's own files, one cache per version: a version is whole or it is not there, and the one before stays
 * until the new one has run once. Knows caches and file lists; must not know what the files do.
 */
import { sha256Now } from '@/domain/digest'

export interface ShellFile {
  url: string
  /** Null where the name itself changes with the content. */
  revision: string | null
}

export interface ShellDeps {
  caches: CacheStorage
  fetch: (request: Request) => Promise<Response>
  /** Where the app lives, for example `https://city.example`. */
  origin: string
  now: () => number
}

export interface Shell {
  /** Fills this version's cache. Rejects, leaving nothing behind, unless every file is there and is what it says. */
  install(): Promise<void>
  /** The file for a GET of this origin; from the network what no version has. */
  respond(request: Request): Promise<Response>
  /** A page whose script is `entry` (an absolute address) has started. */
  booted(entry: string): Promise<void>
}

const PREFIX = 'xunjie-shell-'
/** Caches of version 1.0.0, which another library filled. */
const FORMER_PREFIX = 'workbox-precache'
/** Entries that are no files of the app. */
const WHOLE = '/.whole'
const BOOTED = '/.booted'
const TRIES = '/.tries'
/** A page that did not come up so often is not going to. */
const MOST_TRIES = 2
/** Pages of the version before may still be open and load their later parts. */
const KEEP_FORMER_MS = 30 * 24 * 3600_000

export function createShell(files: ShellFile[], { caches, fetch, origin, now }: ShellDeps): Shell {
  const name = PREFIX + sha256Now(new TextEncoder().encode(JSON.stringify(files))).slice(0, 16)
  const addresses = new Set(files.map(({ url }) => addressOf(url)))

  function addressOf(url: string): string {
    return new URL(url, `${origin}/`).href
  }
  const noted = async (cache: Cache, mark: string) => Number(await (await cache.match(addressOf(mark)))?.text())
  const note = (cache: Cache, mark: string, value: number) => cache.put(addressOf(mark), new Response(String(value)))

  /** Other versions on this phone that are whole, the newest first. */
  async function others(): Promise<{ name: string; cache: Cache; at: number }[]> {
    const names = (await caches.keys()).filter((other) => other !== name && (other.startsWith(PREFIX) || other.startsWith(FORMER_PREFIX)))
    const found = await Promise.all(names.map(async (other) => ({ name: other, cache: await caches.open(other) })))
    const dated = await Promise.all(found.map(async (other) => ({ ...other, at: await noted(other.cache, WHOLE) })))
    return dated.map((other) => ({ ...other, at: Number.isNaN(other.at) ? 0 : other.at })).sort((a, b) => b.at - a.at)
  }

  async function install(): Promise<void> {
    const cache = await caches.open(name)
    // The worker's code may change while the files stay: what is whole is in use and not touched.
    if (!Number.isNaN(await noted(cache, WHOLE))) return
    try {
      const known = await others()
      for (const file of files) await cache.put(addressOf(file.url), await soundFile(file, known.map((other) => other.cache)))
      await note(cache, WHOLE, now())
    } catch (error) {
      await caches.delete(name)
      throw error
    }
  }

  /** A file whose name tells its content may come from the version before; everything else from the server itself. */
  async function soundFile({ url, revision }: ShellFile, known: Cache[]): Promise<Response> {
    const address = addressOf(url)
    if (revision === null) {
      for (const cache of known) {
        const kept = await cache.match(address, { ignoreSearch: true })
        if (kept !== undefined) return kept
      }
    }
    const response = await fetch(new Request(address, { cache: revision === null ? 'default' : 'reload', credentials: 'same-origin' }))
    const page = response.headers.get('Content-Type')?.startsWith('text/html') === true
    // A gateway that wants a login answers everything with a page of its own.
    if (!response.ok || response.redirected || page !== url.endsWith('.html')) throw new Error(`not the app's: ${url}`)
    return response
  }

  async function respond(request: Request): Promise<Response> {
    // Caches that cannot be read are no reason to keep from a person what the network has.
    const kept = await (request.mode === 'navigate' ? page() : file(request)).catch(() => undefined)
    return kept ?? fetch(request)
  }

  async function file(request: Request): Promise<Response | undefined> {
    const own = await caches.open(name)
    return (await own.match(request, { ignoreSearch: true })) ?? fromOthers(request.url)
  }

  /** The page of this version; of the one before when this one was tried and never came up. */
  async function page(): Promise<Response | undefined> {
    const own = await caches.open(name)
    const index = addressOf('/index.html')
    const mine = await own.match(index)
    if (mine === undefined || !Number.isNaN(await noted(own, BOOTED))) return mine
    const tries = (await noted(own, TRIES)) || 0
    if (tries >= MOST_TRIES) return (await fromOthers(index)) ?? mine
    // A full phone must start: its way out, the export, is in the app.
    await note(own, TRIES, tries + 1).catch(() => undefined)
    return mine
  }

  async function fromOthers(address: string): Promise<Response | undefined> {
    for (const { cache } of await others()) {
      const kept = await cache.match(address, { ignoreSearch: true })
      if (kept !== undefined) return kept
    }
    return undefined
  }

  async function booted(entry: string): Promise<void> {
    // A page of the version before says so, too, and proves nothing about this one.
    if (!addresses.has(entry)) return
    const [former, ...older] = await others()
    const gone = former !== undefined && now() - former.at >= KEEP_FORMER_MS ? [former, ...older] : older
    await Promise.all(gone.map((other) => caches.delete(other.name)))
    await note(await caches.open(name), BOOTED, now())
  }

  return { install, respond, booted }
}
