/** A refused move in words: why, and what can be done instead. */
import { useWords } from '../useWords'
import { refusedOf } from './refusal'

export function useRefusedWords() {
  const { t, te, refusal, wordFor } = useWords()
  const verb = (name: string) => wordFor('verb', name, 'verb.other', { verb: name })

  function sentence(error: unknown): string {
    const { kind, allowed, who } = refusedOf(error)
    if (kind === null) return refusal(error)
    const why = kind === 'whose' && te(`move.whose.${who}`) ? t(`move.whose.${who}`) : refusal(error)
    const instead = allowed.length ? t('move.instead', { verbs: allowed.map(verb).join(t('move.comma')) }) : t('move.nothingNow')
    return `${why}${instead}`
  }

  return { sentence, verb }
}
