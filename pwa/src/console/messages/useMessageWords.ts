/** How messages are said at the desk. */
import { useTold } from '@/ui/told/useTold'

import { useCategories } from '../useCategories'
import { useWords } from '../useWords'

export function useMessageWords() {
  const words = useWords()
  const { entry } = useCategories()
  const told = useTold({
    moment: (iso) => words.moment(iso),
    category: (value) => (entry(value) ? words.categoryName(value, entry(value)) : value),
  })
  const whyOf = (why: string | null) => (why === null ? '—' : words.wordFor('messages.whyWord', why))
  return { ...words, titleOf: told.title, detailsOf: told.details, whyOf }
}
