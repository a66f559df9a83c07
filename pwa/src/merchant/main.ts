import { followScheme } from '@/ui/scheme'
import { openPage } from './page'
import '@/ui/tokens.css'
import '@/ui/plain.css'
import './page.css'

followScheme()
const root = document.querySelector<HTMLElement>('#app')
if (root) openPage(root)
