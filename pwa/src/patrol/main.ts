import { createApp } from 'vue'

import App from './App.vue'
import { createWords } from '@/i18n'
import { patrolMessages } from '@/i18n/patrol'
import { followTheme } from '@/ui/theme'
import '@/ui/tokens.css'

followTheme()
const words = await createWords(patrolMessages)
createApp(App).use(words.plugin).mount('#app')
