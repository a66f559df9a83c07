/** The sentence for what became of one of several cases. */
import { Failure } from '@/domain/problem'

import { useWords } from '../useWords'
import type { Became } from './createBulk'
import { useRefusedWords } from './useRefusedWords'

export function useBecameWords() {
  const { t } = useWords()
  const { sentence } = useRefusedWords()

  function why(one: Became): string {
    if (one.done) return one.unit ? t('bulk.sent', { unit: one.unit }) : t('bulk.done')
    if (one.why instanceof Failure) return sentence(one.why)
    return t(one.why === 'unsure' ? 'bulk.unsure' : 'bulk.notFiled')
  }

  return { why }
}
