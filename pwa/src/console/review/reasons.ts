/** The reasons a report may be rejected or returned for, and the sentence its author reads. Knows numbers, not words. */
export interface Reason {
  /** The key that picks it. */
  key: string
  /** Says nothing by itself. */
  needsWords?: boolean
  /** Is no reason but leads elsewhere. */
  leaves?: boolean
}

export interface ReasonRow extends Reason {
  title: string
  hint: string
  /** What the author reads of it; empty where only one's own words are read. */
  text: string
}

/** 5 leads to what it repeats; "not ours" (6) helps the patrol only when it names who is in charge. */
export const REJECTIONS: readonly Reason[] = ['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((key) => ({
  key, leaves: key === '5', needsWords: key === '6' || key === '9',
}))

/** What is missing: the last one is for one's own words. */
export const AMENDMENTS: readonly Reason[] = ['1', '2', '3', '4', '5', '6'].map((key) => ({ key, needsWords: key === '6' }))

/** What is stored and shown to the author: the reason's sentence and what was added to it. */
export function toldText(sentence: string, added: string): string {
  return [sentence, added.trim()].filter(Boolean).join(' ')
}
