/** A field of a report as people call it, from its JSON pointer: `/photos/0/sha256` is photo 1 fingerprint. */
import { useWords } from '../useWords'
import { stepsOf } from './places'

export function useFieldName(): (pointer: string) => string {
  const { t, wordFor } = useWords()
  const called = (step: string) => wordFor('quarantine.field', step)
  return (pointer) => stepsOf(pointer).map(called).join(' ') || t('quarantine.wholeText')
}
