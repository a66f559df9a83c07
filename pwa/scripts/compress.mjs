/**
 * Leaves a gzip and a brotli form beside every built file that shrinks: the server sends them as they are
 * (app/core/files.py). Formats that are compressed already are left alone.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const SHRINKS = /\.(html|js|css|svg|json|webmanifest)$/
/** Below that a packet is not saved. */
const WORTH_BYTES = 1400

const dist = fileURLToPath(new URL('../dist', import.meta.url))
for (const item of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  const file = join(item.parentPath, item.name)
  if (!item.isFile() || item.parentPath.includes('.vite') || !SHRINKS.test(item.name)) continue
  const bytes = readFileSync(file)
  if (bytes.length < WORTH_BYTES) continue
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }))
}
