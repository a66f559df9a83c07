/// <reference types="vitest/config" />
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import vue from '@vitejs/plugin-vue'
import { defineConfig, type BuildOptions, type Plugin, type PluginOption } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { viteSingleFile } from 'vite-plugin-singlefile'

import { keepPatrolFiles } from './scripts/patrol-files.mjs'
import { testGroups } from './scripts/test-groups.mjs'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const { version } = JSON.parse(readFileSync(here('package.json'), 'utf8')) as { version: string }

/**
 * Small modules that the first screen needs and later ones share: one file compresses better than thirty, each with
 * its own imports.
 */
const NEEDED_AT_START = new RegExp(
  [
    'src/domain/(digest|last|shapes|server-clock|browser-name|problem|receipt|report|media|draft|picture|identity|person)\\.ts',
    'src/storage/(facts|observe|events|mirror|photoRows|packs|drafts|keeping|saveTx|trouble|database|journal|canary|ranges)\\.ts',
    'src/outbox/(retention|next|outcome)\\.ts',
    'src/api/(http|courier)\\.ts',
    'src/sync/(state|road)\\.ts',
    'src/phone/(usePhone|inApp|boxes|store)\\.ts',
    'src/i18n/(index|slots|patrol)\\.ts',
    'src/ui/(useObserved|theme|components/(NoticeBox|ScreenHead|IconButton|BottomSheet|WrappedText|PushButton|AppIcon|EmptyLine|StreetPlate|icons))',
    'src/patrol/(words|draftAddress|time/|capture/(useDraft|savedNote|useStartCapture|useCategories|useCategoryName|categoryLooks|shots|coverTypes|parts/(StoredPhoto|ReasonChips|StoringNotice|ElsewhereNote))|place/(useSegmentName|useDraftPlace|fixes|positionWatch|useCompass)|outbox/(handOver|useExport|useQueue)|shell/(TabBar|useOnline|NoticeBar|useInstall)|settings/lastCheck)',
  ].join('|'),
)

/** In development the server's routing is missing: deep links of the console and the address on plates are led to their pages here. */
function deepLinks(): Plugin {
  return {
    name: 'deep-links',
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        if (/^\/console(\/|\?|$)/.test(request.url ?? '')) request.url = '/console.html'
        if (request.url === '/p') request.url = '/pledge.html'
        next()
      })
    },
  }
}

/**
 * The oldest browsers whose language and style the build speaks: phones that a bureau hands out, and whatever opens a plate
 * or the public's page. The tsconfig files allow the built-in objects of those years and no later ones.
 */
const OLDEST = { staff: ['chrome80', 'safari14'], anybody: ['chrome66', 'safari12'] }

/** What a page says by itself while its script does not run: the words come from the message files as all others do. */
function opening(): Plugin {
  const said = (locale: string) => {
    const { slow } = JSON.parse(readFileSync(here(`src/i18n/messages/${locale}/opening.json`), 'utf8')) as { slow: string }
    return `<p lang="${locale}">${slow}</p>`
  }
  const place = '<div id="app">'
  return { name: 'opening', transformIndexHtml: (html) => html.replace(place, `${place}<div class="opening">${said('zh-CN')}${said('en')}</div>`) }
}

/** Pages that have no worker. */
const BESIDE = ['console', 'feedback', 'pledge']

/**
 * The console, the public's and the merchants' page are built after the patrol's and each by itself: code that two of them use would
 * otherwise be one file, and the phone would load what only a desk needs of it.
 */
function pages(mode: string): BuildOptions {
  const start = { input: here('index.html'), output: { codeSplitting: { groups: [{ name: 'start', test: NEEDED_AT_START }] } } }
  if (!BESIDE.includes(mode)) return { manifest: true, emptyOutDir: true, rollupOptions: start }
  const beside = { manifest: `.vite/${mode}.json`, emptyOutDir: false, copyPublicDir: false }
  return { ...beside, rollupOptions: { input: here(`${mode}.html`) } }
}

/** The patrol's service worker; the other pages have none. */
function patrolWorker(): PluginOption {
  return VitePWA({
    strategies: 'injectManifest',
    srcDir: 'src',
    filename: 'sw.ts',
    injectRegister: false,
    manifest: false,
    injectManifest: {
      globPatterns: ['**/*.{html,js,css,svg,png,webmanifest}'],
      manifestTransforms: [keepPatrolFiles(here('dist'))],
    },
  })
}

/** The merchant's page with its script and style in it: a phone that opens it for the first time asks for one file. */
function oneFile(): PluginOption {
  return viteSingleFile({ useRecommendedBuildConfig: false, removeViteModuleLoader: true })
}

export default defineConfig(({ mode }) => ({
  base: '/',
  resolve: { alias: { '@': here('src') } },
  define: {
    __APP_VERSION__: JSON.stringify(version),
    __VUE_OPTIONS_API__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
    // The app fills in its messages itself (src/i18n/slots.ts).
    __INTLIFY_DROP_MESSAGE_COMPILER__: 'true',
  },
  plugins: [vue(), deepLinks(), opening(), BESIDE.includes(mode) ? null : patrolWorker(), mode === 'pledge' ? oneFile() : null],
  build: {
    outDir: 'dist',
    target: OLDEST[mode === 'feedback' || mode === 'pledge' ? 'anybody' : 'staff'],
    // The page's policy allows neither inline scripts nor data: scripts, so small files stay files.
    assetsInlineLimit: 0,
    ...pages(mode),
  },
  worker: {
    format: 'es',
    // The name lets the precache list find workers, which Vite's manifest leaves out.
    rollupOptions: { output: { entryFileNames: 'assets/worker-[name]-[hash].js' } },
  },
  server: {
    host: '127.0.0.1',
    // The fixed points of placement are one file for phone and server, and it lies with the server's areas.
    fs: { allow: ['..'] },
    proxy: { '/api': 'http://127.0.0.1:8000' },
  },
  test: {
    environment: 'node',
    // Threads begin sooner than processes.
    pool: 'threads',
    projects: testGroups(here('.')),
    // Nothing is judged by time: a loaded machine takes its own.
    testTimeout: 60_000,
  },
}))
