/** The reasons for which a report is rejected, returned or not filed, and the sentence its author reads. Knows numbers, not words. */
export interface Reason {
  /** The key that picks it. */
  key: string
  /** Says too little by itself. */
  needsWords?: boolean
  /** Is no reason but leads elsewhere. */
  leaves?: boolean
}

/** 5 leads to what it repeats; "not ours" (6) helps the patrol only when it names who is in charge. */
export const REJECTIONS: readonly Reason[] = ['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((key) => ({
  key, leaves: key === '5', needsWords: key === '6' || key === '9',
}))

/** What is missing: the last one is for one's own words. */
export const AMENDMENTS: readonly Reason[] = ['1', '2', '3', '4', '5', '6'].map((key) => ({ key, needsWords: key === '6' }))

/** For what an accepted report is not filed (不予立案); "not ours" (2) says whose it is. */
export const REFUSALS: readonly Reason[] = ['1', '2', '3', '4', '5', '6'].map((key) => ({ key, needsWords: key === '2' || key === '6' }))

/** What is stored and shown to the author: the reason's sentence and what was added to it. */
export function toldText(sentence: string, added: string): string {
  return [sentence, added.trim()].filter(Boolean).join(' ')
}
