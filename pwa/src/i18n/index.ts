/**
 * The words of the screens: vue-i18n with messages loaded when a language is shown.
 * Knows languages and bundles; must not know a screen.
 */
import { createI18n } from 'vue-i18n'

import { fillOurselves } from './slots'

export type Locale = 'zh-CN' | 'en'
export type Messages = Record<string, unknown>
export type MessageLoader = () => Promise<{ default: Messages }>
export type Bundle = Record<Locale, MessageLoader>

export const LOCALES: readonly Locale[] = ['zh-CN', 'en']
const STORED_AS = 'xj-locale'

const shared: Bundle = {
  'zh-CN': () => import('./messages/zh-CN/shared.json'),
  en: () => import('./messages/en/shared.json'),
}

/** The language a person chose; Chinese until they choose another. */
export function chosenLocale(): Locale {
  return LOCALES.find((locale) => locale === stored()) ?? 'zh-CN'
}

/** Null also where the browser forbids storing anything. */
function stored(): string | null {
  try {
    return localStorage.getItem(STORED_AS)
  } catch {
    return null
  }
}

/**
 * The plugin for `app.use(words.plugin)` and the switch of languages.
 * Resolves once the chosen language is loaded, so no screen is drawn with keys instead of words.
 */
export async function createWords(bundle: Bundle) {
  fillOurselves()
  const plugin = createI18n({ legacy: false, locale: chosenLocale(), fallbackLocale: false, messages: {} })
  const global = plugin.global as unknown as {
    locale: { value: Locale }
    mergeLocaleMessage(locale: Locale, messages: Messages): void
  }

  async function show(locale: Locale): Promise<void> {
    const parts = await Promise.all([shared[locale](), bundle[locale]()])
    // Beside them stay words that came with a part of the app loaded later.
    for (const part of parts) global.mergeLocaleMessage(locale, part.default)
    global.locale.value = locale
    document.documentElement.lang = locale
  }

  async function choose(locale: Locale): Promise<void> {
    await show(locale)
    try {
      localStorage.setItem(STORED_AS, locale)
    } catch {
      // Forbidden or full: the language is shown all the same, and asked again next time.
    }
  }

  await show(chosenLocale())
  return { plugin, choose }
}
