/**
 * The patrol's service worker: keeps the app's own files, so that it starts with no signal, and sends the outbox
 * when the browser wakes it. Touches GET only and never the API.
 */
import { sendInBackground } from '@/sync/background'

import { createShell, type ShellFile } from './shell'

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: ShellFile[] }

/** Not in TypeScript's library: Background Sync exists in Chromium only. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string
}

interface Word {
  type?: string
  /** Address of the script of a page that came up. */
  entry?: string
}

/** Pages with a shell of their own, and everything the server answers itself. */
const NOT_THE_PATROLS = /^\/(api|console|feedback|p|pledge|board|problems)(\/|\.html|$)/

const shell = createShell(self.__WB_MANIFEST, {
  caches: self.caches,
  fetch: (request) => fetch(request),
  origin: self.location.origin,
  now: () => Date.now(),
})

// A version that is not whole never takes over: the browser drops a worker whose installation rejects.
self.addEventListener('install', (event) => event.waitUntil(shell.install()))

self.addEventListener('fetch', (event) => {
  const { request } = event
  // Some engines hand a worker an empty body for a PUT and would send that; so writes never pass through here.
  if (request.method !== 'GET') return
  const url = new URL(request.url)
  if (url.origin !== self.location.origin || NOT_THE_PATROLS.test(url.pathname)) return
  event.respondWith(shell.respond(request))
})

// The first page a person ever opened should find its later parts without signal, too.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

/** Ends what is sent without a page. */
let sending = new AbortController()

// A new version waits until a person taps "update" or no window is open.
self.addEventListener('message', (event) => {
  const word = event.data as Word | null
  if (word?.type === 'skip-waiting') event.waitUntil(self.skipWaiting())
  if (word?.type === 'booted') sending.abort()
  if (word?.type === 'booted' && word.entry !== undefined) event.waitUntil(shell.booted(word.entry))
})

self.addEventListener('sync', (event) => {
  const sync = event as SyncEvent
  if (sync.tag === 'outbox') sync.waitUntil(wakeOrSend())
})

/** An open page sends better than the worker: it shows what happens. Rejecting makes the browser try again. */
async function wakeOrSend(): Promise<void> {
  const windows = await self.clients.matchAll({ type: 'window' })
  for (const page of windows) page.postMessage({ type: 'poke' })
  if (windows.length > 0) return
  sending = new AbortController()
  if (!(await sendInBackground(self.navigator.locks, sending.signal))) throw new Error('still waiting')
}
