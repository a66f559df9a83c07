import type { useWords } from '../useWords'

/** The words for where something stands that may be the same: a report that waits, or a case. */
export function twinState({ case_no: no, state }: { case_no: string | null; state: string | null }, { wordFor }: Pick<ReturnType<typeof useWords>, 'wordFor'>): string {
  if (no === null) return wordFor('twins.report', String(state), 'duplicateDialog.reportItem')
  return wordFor('state', String(state), 'unknownState', { state })
}
