/** Hands the one phone object to components: `app.use(phonePlugin(phone))`, then `usePhone()`. */
import { inject, type App, type InjectionKey } from 'vue'

import type { Phone } from './types'

const PHONE: InjectionKey<Phone> = Symbol('phone')

export function phonePlugin(phone: Phone) {
  return { install: (app: App) => void app.provide(PHONE, phone) }
}

/** Throws when the plugin is missing: a screen without a phone is a programming error. */
export function usePhone(): Phone {
  const phone = inject(PHONE)
  if (phone === undefined) throw new Error('phonePlugin is not installed')
  return phone
}
