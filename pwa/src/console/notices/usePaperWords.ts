/** Sentences about papers. Knows the message files; must not know where papers come from. */
import { Failure } from '@/domain/problem'

import { useWords } from '../useWords'

export function usePaperWords() {
  const words = useWords()
  const { t, te, refusal } = words

  /** Why something about a paper was refused: the server's word for it where there is a sentence, else the usual ones. */
  function paperRefusal(error: unknown): string {
    const problem = error instanceof Failure ? error.problem : null
    const why = String(problem?.facts.why ?? '')
    if (te(`papers.why.${why}`)) {
      const photos = problem?.facts.photos
      return t(`papers.why.${why}`, { n: Array.isArray(photos) ? photos.length : 0 })
    }
    const pointer = firstPointer(problem?.facts.errors)
    if (te(`papers.wrong.${pointer}`)) return t(`papers.wrong.${pointer}`)
    return refusal(error)
  }

  return { ...words, paperRefusal }
}

function firstPointer(errors: unknown): string {
  const first: unknown = Array.isArray(errors) ? errors[0] : null
  const pointer = typeof first === 'object' && first !== null && 'pointer' in first ? String(first.pointer) : ''
  return pointer.replace(/^\//, '').replace(/\//g, '-')
}
