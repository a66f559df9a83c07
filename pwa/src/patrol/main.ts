import type { App } from 'vue'

import { openPhone, type Phone } from '@/phone'
import { DatabaseShut } from '@/storage/opening'
import { followTheme } from '@/ui/theme'
import { createPositionWatch } from './place/positionWatch'
import { createPatrolRouter } from './router'
import { listenForInstall } from './shell/useInstall'
import { startPatrol } from './startPatrol'
import '@/ui/tokens.css'
import '@/ui/phone.css'
import '@/ui/phoneFields.css'

let shown: App | null = null

function show(app: App): void {
  shown?.unmount()
  shown = app
  app.mount('#app')
}

/** Another page holds the database; what is said goes as soon as it lets go. */
async function showBlocked(): Promise<void> {
  const { blockedPage } = await import('./startGate')
  const page = await blockedPage()
  if (shown === null) show(page)
}

async function showWayOut(error: unknown): Promise<void> {
  const [{ gatePage, shutPage }, { testAbilities, thisBrowser, mayCapture }] = await Promise.all([
    import('./startGate'),
    import('@/phone/abilities'),
  ])
  const abilities = await testAbilities(thisBrowser())
  const why = error instanceof DatabaseShut ? error.why : 'damaged'
  if (why === 'none') return show(await gatePage(abilities))
  const { openRescue } = await import('@/phone/rescue')
  const rescue = await openRescue(why)
  // Damage can shut every database of this address, so the trial fails as in a browser that keeps nothing. Where
  // unsent work was kept that is not what happened, and the person must hear of it.
  show(rescue.kept > 0 || mayCapture(abilities) ? await shutPage(rescue) : await gatePage(abilities))
}

async function start(): Promise<void> {
  let phone: Phone
  try {
    phone = await openPhone(() => void showBlocked())
  } catch (error) {
    return showWayOut(error)
  }
  show(await startPatrol(phone, createPositionWatch(navigator.geolocation), createPatrolRouter()))
}

followTheme()
listenForInstall()
void start()
