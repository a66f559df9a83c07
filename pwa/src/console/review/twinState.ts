/** The words for where something stands that may be the same: a report that waits, or a case. */
interface Words {
  t(name: string, slots?: Record<string, unknown>): string
  te(name: string): boolean
}

export function twinState({ case_no: no, state }: { case_no: string | null; state: string | null }, { t, te }: Words): string {
  if (no === null) return t(te(`twins.report.${state}`) ? `twins.report.${state}` : 'duplicateDialog.reportItem')
  return te(`state.${state}`) ? t(`state.${state}`) : t('unknownState', { state })
}
