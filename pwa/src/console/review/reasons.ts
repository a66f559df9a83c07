/** The reasons a report may be rejected for, and the sentence the patrol reads. Knows numbers, not words. */
export const REASONS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const
export type Reason = (typeof REASONS)[number]

/** Leads to the list of similar ones instead of a rejection. */
export const DUPLICATE: Reason = '5'
/** Says nothing by itself. */
export const OTHER: Reason = '9'
/** "Not ours" helps the patrol only when it names who is in charge. */
const NEEDS_WORDS: readonly Reason[] = ['6', OTHER]

export function needsWords(reason: Reason): boolean {
  return NEEDS_WORDS.includes(reason)
}

/** What is stored and shown to the patrol: the reason's sentence and what the supervisor added. */
export function rejectionText(sentence: string, added: string): string {
  return [sentence, added.trim()].filter(Boolean).join(' ')
}
