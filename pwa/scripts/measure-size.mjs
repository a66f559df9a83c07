/** Prints the gzip sizes the size budget speaks of and fails when one is over. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

import { filesReachableFrom, isPatrolFile, readBuildManifest } from './patrol-files.mjs'

const KB = 1024
// A cheap Android on 1.6 Mbit/s must show the capture screen within 2.5 s of the first visit, and a shop its page within 1 s.
const BUDGET_KB = { entryJs: 130, entryCss: 25, precache: 600, feedback: 20, pledge: 30 }

const dist = fileURLToPath(new URL('../dist', import.meta.url))
const manifest = readBuildManifest(dist)
const gzipped = (file) => gzipSync(readFileSync(join(dist, file))).length
const total = (files) => files.reduce((sum, file) => sum + gzipped(file), 0) / KB

const captureScreens = Object.keys(manifest).filter((key) => /^src\/patrol\/capture\/.*\.vue$/.test(key))
const entry = [...filesReachableFrom(manifest, ['index.html', ...captureScreens], { dynamic: false })]
const reachable = filesReachableFrom(manifest, ['index.html'], { dynamic: true })
const everything = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((item) => item.isFile() && !item.parentPath.includes('.vite') && !/\.(gz|br)$/.test(item.name))
  .map((item) => join(item.parentPath, item.name).slice(dist.length + 1))
const stored = everything.filter((file) => isPatrolFile(file, reachable))

/** Everything that a page of its own build loads. */
const whole = (page) => [`${page}.html`, ...new Set(Object.values(readBuildManifest(dist, page)).flatMap(({ file, css = [] }) => [file, ...css]))]

const rows = [
  ['patrol entry to capture, JS', total(entry.filter((file) => file.endsWith('.js'))), BUDGET_KB.entryJs],
  ['patrol entry to capture, CSS', total(entry.filter((file) => file.endsWith('.css'))), BUDGET_KB.entryCss],
  ['patrol precache', total(stored), BUDGET_KB.precache],
  ['page of the public', total(whole('feedback')), BUDGET_KB.feedback],
  ['page behind the plate', total(['pledge.html']), BUDGET_KB.pledge],
]
for (const [name, size, limit] of rows) {
  console.log(`${name.padEnd(30)} ${size.toFixed(1).padStart(7)} kB gzip (limit ${limit} kB)`)
}
const fonts = stored.filter((file) => /\.(woff2?|ttf|otf)$/.test(file))
if (fonts.length > 0) console.error(`fonts in the precache: ${fonts.join(', ')}`)
if (fonts.length > 0 || rows.some(([, size, limit]) => size > limit)) process.exitCode = 1
