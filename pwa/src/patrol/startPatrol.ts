/** Puts the patrol's screens on the page around one phone. */
import { createApp, type App } from 'vue'
import type { Router } from 'vue-router'

import { createWords } from '@/i18n'
import { patrolMessages } from '@/i18n/patrol'
import type { Observe, Phone, Unsubscribe } from '@/phone/types'
import { phonePlugin } from '@/phone/usePhone'
import PatrolApp from './App.vue'
import { firstScreen } from './firstScreen'
import { positionPlugin, type PositionWatch } from './place/positionWatch'
import { wordsPlugin } from './words'

/** Ready to mount: words loaded, and the front door led to what the person had in hand. */
export async function startPatrol(phone: Phone, positions: PositionWatch, router: Router): Promise<App> {
  const words = await createWords(patrolMessages)
  phone.calibrations.observe((kept) => positions.measuresIn(kept?.datum ?? 'wgs84'))
  const app = createApp(PatrolApp)
  app.use(words.plugin).use(wordsPlugin(words)).use(phonePlugin(phone)).use(positionPlugin(positions)).use(router)
  await router.isReady()
  if (router.currentRoute.value.name === 'home') {
    const [session, drafts] = await Promise.all([now(phone.session.observe), now(phone.drafts.observe)])
    const first = firstScreen(session, drafts, Date.now())
    if (first.name !== 'home') await router.replace(first)
  }
  return app
}

/** What an observed thing is at this moment. */
async function now<T>(observe: Observe<T>): Promise<T> {
  let stop: Unsubscribe = () => undefined
  try {
    return await new Promise<T>((resolve) => (stop = observe(resolve)))
  } finally {
    stop()
  }
}
