import { followScheme } from '@/ui/scheme'
import { openPage } from './page'
import '@/ui/tokens.css'
import '@/ui/plain.css'
import './page.css'
import './cards.css'
import './shop.css'

followScheme()
const root = document.querySelector<HTMLElement>('#app')
if (root) openPage(root)
