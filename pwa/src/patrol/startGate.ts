/** Pages for a start that cannot lead to the patrol's screens; loaded only then. */
import { createApp, type App, type Component } from 'vue'

import { createWords } from '@/i18n'
import { patrolMessages } from '@/i18n/patrol'
import type { Abilities, Rescue } from '@/phone/types'
import BlockedNote from './shell/BlockedNote.vue'
import BrowserGate from './shell/BrowserGate.vue'
import StoreShut from './shell/StoreShut.vue'

async function page(root: Component, props: Record<string, unknown> = {}): Promise<App> {
  const words = await createWords(patrolMessages)
  return createApp(root, props).use(words.plugin)
}

/** For a browser that keeps nothing. */
export const gatePage = (abilities: Abilities) => page(BrowserGate, { abilities })

/** For a database that does not open. */
export const shutPage = (rescue: Rescue) => page(StoreShut, { rescue })

/** While another page holds the database. */
export const blockedPage = () => page(BlockedNote)
