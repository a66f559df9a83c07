/**
 * The patrol's service worker: keeps the app's own files, so that it starts with no signal, and sends the outbox
 * when the browser wakes it. Touches GET only and never the API.
 */
import { cleanupOutdatedCaches, matchPrecache, precache, type PrecacheEntry } from 'workbox-precaching'

import { sendInBackground } from '@/sync/background'

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (PrecacheEntry | string)[] }

/** Not in TypeScript's library: Background Sync exists in Chromium only. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string
}

/** Pages with a shell of their own, and everything the server answers itself. */
const NOT_THE_PATROLS = /^\/(api|console|pledge|board|problems)(\/|\.html|$)/

precache(self.__WB_MANIFEST)
cleanupOutdatedCaches()

self.addEventListener('fetch', (event) => {
  const { request } = event
  // Some engines hand a worker an empty body for a PUT and would send that; so writes never pass through here.
  if (request.method !== 'GET') return
  const url = new URL(request.url)
  if (url.origin !== self.location.origin || NOT_THE_PATROLS.test(url.pathname)) return
  event.respondWith(fromPrecache(request))
})

async function fromPrecache(request: Request): Promise<Response> {
  const name = request.mode === 'navigate' ? '/index.html' : request.url
  return (await matchPrecache(name)) ?? fetch(request)
}

// The first page a person ever opened should find its later parts without signal, too.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

// A new version waits until a person taps "update" or no window is open.
self.addEventListener('message', (event) => {
  if ((event.data as { type?: string } | null)?.type === 'skip-waiting') void self.skipWaiting()
})

self.addEventListener('sync', (event) => {
  const sync = event as SyncEvent
  if (sync.tag === 'outbox') sync.waitUntil(wakeOrSend())
})

/** An open page sends better than the worker: it shows what happens. Rejecting makes the browser try again. */
async function wakeOrSend(): Promise<void> {
  const windows = await self.clients.matchAll({ type: 'window' })
  for (const page of windows) page.postMessage({ type: 'poke' })
  if (windows.length === 0 && !(await sendInBackground(self.navigator.locks))) throw new Error('still waiting')
}
