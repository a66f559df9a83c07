import { openPhone } from '@/phone'
import { followTheme } from '@/ui/theme'
import { createPositionWatch } from './place/positionWatch'
import { createPatrolRouter } from './router'
import { listenForInstall } from './shell/useInstall'
import { startPatrol } from './startPatrol'
import '@/ui/tokens.css'
import '@/ui/phone.css'

followTheme()
listenForInstall()
const phone = await openPhone()
const app = await startPatrol(phone, createPositionWatch(navigator.geolocation), createPatrolRouter())
app.mount('#app')
