/** Builds placing-times.mjs and the code it measures into one script: `node scripts/build-placing-times.mjs FOLDER`. */
import { fileURLToPath } from 'node:url'

import { build } from 'vite'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

await build({
  configFile: false,
  logLevel: 'error',
  resolve: { alias: { '@': here('../src') } },
  build: {
    outDir: process.argv[2],
    emptyOutDir: false,
    target: 'es2022',
    lib: { entry: here('placing-times.mjs'), formats: ['es'], fileName: () => 'placing-times.js' },
  },
})
