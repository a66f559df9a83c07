import { openPage } from './page'
import '@/ui/tokens.css'
import './page.css'

const dark = matchMedia('(prefers-color-scheme: dark)')
const follow = () => (document.documentElement.dataset.theme = dark.matches ? 'dark' : 'light')
dark.addEventListener('change', follow)
follow()

const root = document.querySelector<HTMLElement>('#app')
if (root) openPage(root)
