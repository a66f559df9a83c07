/** Hands the switch of languages to the screens. */
import { inject, type App, type InjectionKey } from 'vue'

import type { Locale } from '@/i18n'

export interface Words {
  choose(locale: Locale): Promise<void>
}

const WORDS: InjectionKey<Words> = Symbol('words')

export function wordsPlugin(words: Words) {
  return { install: (app: App) => void app.provide(WORDS, words) }
}

/** Throws when the plugin is missing. */
export function useWords(): Words {
  const words = inject(WORDS)
  if (words === undefined) throw new Error('wordsPlugin is not installed')
  return words
}
