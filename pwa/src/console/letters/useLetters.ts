/** The register of letters, spoken with the real server. */
import type { LettersApi } from '@/api/letters'

import { lettersApi } from '../server'
import { useSession } from '../session/useSession'
import { createLetters } from './createLetters'

const { paper } = lettersApi
export const letters: LettersApi = {
  list: (query) => useSession().guarded(() => lettersApi.list(query)),
  get: (id) => useSession().guarded(() => lettersApi.get(id)),
  draft: (...args) => useSession().guarded(() => lettersApi.draft(...args)),
  change: (...args) => useSession().guarded(() => lettersApi.change(...args)),
  send: (...args) => useSession().guarded(() => lettersApi.send(...args)),
  answer: (...args) => useSession().guarded(() => lettersApi.answer(...args)),
  void: (...args) => useSession().guarded(() => lettersApi.void(...args)),
  paper,
}
const register = createLetters(letters)

export const useLetters = () => register
