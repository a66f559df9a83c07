/**
 * Decides which built files belong to the patrol's phone: everything reachable from index.html.
 * Knows Vite's build manifest; must not know what the files contain.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const ALWAYS = [/^index\.html$/, /^manifest\.webmanifest$/, /^icons\//, /^assets\/worker-/]

/** Reads `dist/.vite/manifest.json`, or that of the pages of another name. */
export function readBuildManifest(dist, name = 'manifest') {
  return JSON.parse(readFileSync(join(dist, '.vite', `${name}.json`), 'utf8'))
}

/**
 * Files (names relative to dist) that `keys` of the build manifest need.
 * With `dynamic` also what they load later.
 */
export function filesReachableFrom(manifest, keys, { dynamic }) {
  const files = new Set()
  const seen = new Set()
  const waiting = [...keys]
  while (waiting.length > 0) {
    const key = waiting.pop()
    const chunk = manifest[key]
    if (!chunk || seen.has(key)) continue
    seen.add(key)
    for (const file of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]) files.add(file)
    waiting.push(...(chunk.imports ?? []), ...(dynamic ? (chunk.dynamicImports ?? []) : []))
  }
  return files
}

/** Whether a file of dist is part of what the patrol's service worker stores. */
export function isPatrolFile(url, reachable) {
  return reachable.has(url) || ALWAYS.some((pattern) => pattern.test(url))
}

/** A workbox manifest transform: the console and its libraries never reach a patrol's phone storage. */
export function keepPatrolFiles(dist) {
  return (entries) => {
    // The worker is built even after the pages failed; complaining here would hide why they did.
    if (!existsSync(join(dist, '.vite', 'manifest.json'))) return { manifest: [], warnings: [] }
    const reachable = filesReachableFrom(readBuildManifest(dist), ['index.html'], { dynamic: true })
    return { manifest: entries.filter((entry) => isPatrolFile(entry.url, reachable)), warnings: [] }
  }
}
