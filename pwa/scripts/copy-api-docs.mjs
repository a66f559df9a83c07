// The API's human page is served from this installation: its files come from the swagger-ui-dist package.
import { cp, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const pwa = dirname(dirname(fileURLToPath(import.meta.url)))
const target = join(pwa, 'dist', 'api-docs')

await mkdir(target, { recursive: true })
for (const name of ['swagger-ui.css', 'swagger-ui-bundle.js']) {
  await cp(join(pwa, 'node_modules', 'swagger-ui-dist', name), join(target, name))
}
