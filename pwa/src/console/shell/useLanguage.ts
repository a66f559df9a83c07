/** The switch of languages, handed from the entry to whoever shows it. */
import { inject, type App, type InjectionKey } from 'vue'

import type { Locale } from '@/i18n'

type Choose = (locale: Locale) => Promise<void>
const KEY: InjectionKey<Choose> = Symbol('language')

export function provideLanguage(app: App, choose: Choose): void {
  app.provide(KEY, choose)
}

export function useLanguage(): Choose {
  const choose = inject(KEY)
  if (!choose) throw new Error('the entry hands over the switch of languages')
  return choose
}
