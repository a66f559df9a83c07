import { followScheme } from '@/ui/scheme'
import { createDoor } from './door'
import { withEarlyAnswer } from './early'
import { openPage } from './page'
import '@/ui/tokens.css'
import '@/ui/plain.css'
import './page.css'
import './cards.css'
import './shop.css'

followScheme()
const root = document.querySelector<HTMLElement>('#app')
const fetching = withEarlyAnswer(window.asked)
if (root) openPage(root, (token) => createDoor(token, fetching))
