/** For what a report is not filed (不予立案), by the number key that picks it. Knows numbers, not words. */
export interface RefusalReason {
  key: string
  name: string
  /** Says too little by itself. */
  needsWords: boolean
}

export const refusalReasons: readonly RefusalReason[] = [
  { key: '1', name: 'not-managed', needsWords: false },
  { key: '2', name: 'not-ours', needsWords: true },
  { key: '3', name: 'below-threshold', needsWords: false },
  { key: '4', name: 'unclear', needsWords: false },
  { key: '5', name: 'already-done', needsWords: false },
  { key: '6', name: 'other', needsWords: true },
]

/** What is stored and shown to the patrol. */
export function refusalText(sentence: string, added: string): string {
  return [sentence, added.trim()].filter(Boolean).join(' ')
}
