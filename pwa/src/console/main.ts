import { createApp } from 'vue'

import App from './App.vue'
import { deskRouter } from './router'
import { useSession } from './session/useSession'
import { provideLanguage } from './shell/useLanguage'
import { createWords } from '@/i18n'
import { consoleMessages } from '@/i18n/console'
import { followTheme } from '@/ui/theme'
import '@/ui/tokens.css'
import './console.css'

async function start(): Promise<void> {
  const words = await createWords(consoleMessages)
  const app = createApp(App).use(words.plugin).use(deskRouter())
  provideLanguage(app, words.choose)
  app.mount('#app')
  void useSession().start()
}

followTheme()
void start()
