/**
 * The patrol's service worker: keeps the app's own files, so it starts with no signal.
 * Touches GET only and never the API; must not know reports, photos or the outbox.
 */
import { cleanupOutdatedCaches, matchPrecache, precache, type PrecacheEntry } from 'workbox-precaching'

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (PrecacheEntry | string)[] }

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

// A new version waits until a person taps "update" or no window is open.
self.addEventListener('message', (event) => {
  if ((event.data as { type?: string } | null)?.type === 'skip-waiting') void self.skipWaiting()
})
