import { createApp } from 'vue'

import App from './App.vue'
import { createWords } from '@/i18n'
import { consoleMessages } from '@/i18n/console'
import { followTheme } from '@/ui/theme'
import '@/ui/tokens.css'

followTheme()
const words = await createWords(consoleMessages)
createApp(App).use(words.plugin).mount('#app')
