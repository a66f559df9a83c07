/**
 * Finds out what this browser can do by doing it. Its name is looked at for one thing only: to tell a person in
 * words they know where they are.
 */
import { inAppName } from './inApp'
import type { Abilities, Ability } from './types'

/** Asked of the browser; handed in so that every lack can be tried. */
export interface Browser {
  userAgent: string
  isSecureContext: boolean
  subtle: unknown
  indexedDB: Pick<IDBFactory, 'open' | 'deleteDatabase'> | undefined
  serviceWorker: unknown
  locks: unknown
  storage: { getDirectory?: unknown; persist?: unknown } | undefined
  mediaDevices: { getUserMedia?: unknown } | undefined
}

export function thisBrowser(): Browser {
  return {
    userAgent: navigator.userAgent,
    isSecureContext,
    subtle: globalThis.crypto?.subtle,
    indexedDB: databases(),
    serviceWorker: navigator.serviceWorker,
    locks: navigator.locks,
    storage: navigator.storage as Browser['storage'],
    mediaDevices: navigator.mediaDevices as Browser['mediaDevices'],
  }
}

/** Reading the property alone throws where storage is switched off. */
function databases(): IDBFactory | undefined {
  try {
    return globalThis.indexedDB
  } catch {
    return undefined
  }
}

export async function testAbilities(browser: Browser): Promise<Abilities> {
  const missing: Ability[] = []
  if (!(await keepsRecords(browser.indexedDB))) missing.push('database')
  if (!browser.isSecureContext || !browser.subtle) missing.push('secure')
  if (!browser.serviceWorker) missing.push('worker')
  if (!browser.mediaDevices?.getUserMedia) missing.push('camera')
  if (!browser.storage?.getDirectory) missing.push('files')
  if (!browser.locks) missing.push('locks')
  if (!browser.storage?.persist) missing.push('persist')
  return { missing, inApp: inAppName(browser.userAgent) }
}

/** Whether reports may be made here at all: without a database nothing could be kept. */
export function mayCapture({ missing }: Abilities): boolean {
  return !missing.includes('database')
}

const TRIAL = 'xj-trial'
/** A browser that never answers keeps nothing either. */
const PATIENCE_MS = 5_000

/** Writes one record into a database of its own and reads it back. */
async function keepsRecords(factory: Browser['indexedDB']): Promise<boolean> {
  if (!factory) return false
  const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), PATIENCE_MS))
  return Promise.race([writeAndRead(factory).catch(() => false), late])
}

async function writeAndRead(factory: NonNullable<Browser['indexedDB']>): Promise<boolean> {
  const word = String(Date.now())
  const opening = factory.open(TRIAL, 1)
  opening.onupgradeneeded = () => void opening.result.createObjectStore('trial')
  const db = await answer(opening)
  try {
    const writing = db.transaction('trial', 'readwrite')
    writing.objectStore('trial').put(word, 'word')
    await new Promise((resolve, reject) => {
      writing.oncomplete = resolve
      writing.onabort = () => reject(writing.error ?? new Error('aborted'))
    })
    return (await answer(db.transaction('trial').objectStore('trial').get('word'))) === word
  } finally {
    db.close()
  }
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('refused'))
  })
}
