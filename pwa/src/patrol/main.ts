import type { App } from 'vue'

import { openPhone } from '@/phone'
import { followTheme } from '@/ui/theme'
import { createPositionWatch } from './place/positionWatch'
import { createPatrolRouter } from './router'
import { listenForInstall } from './shell/useInstall'
import { startPatrol, startWithoutStorage } from './startPatrol'
import '@/ui/tokens.css'
import '@/ui/phone.css'

async function start(): Promise<App> {
  const phone = await openPhone().catch(() => null)
  if (phone === null) return startWithoutStorage()
  return startPatrol(phone, createPositionWatch(navigator.geolocation), createPatrolRouter())
}

followTheme()
listenForInstall()
const app = await start()
app.mount('#app')
