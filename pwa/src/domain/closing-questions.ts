/**
 * Turns a category's closing rule into questions that are answered with yes or no. The rule is one line per language, its
 * conditions apart by comma; what holds 「or」 is one condition. Both languages give the same questions under the same keys.
 */
export interface ClosingQuestion {
  /** `q1`, `q2` … in the rule's order. */
  key: string
  zh: string
  en: string
}

const CLAUSE = /[，；;。]/
const ITEM = /、/
const OR = '\u6216'

/** At least one question, also of a rule that is not known. */
export function questionsOf(zh: string | null | undefined, en: string | null | undefined): ClosingQuestion[] {
  const chinese = (zh ?? '').split(CLAUSE).flatMap((clause) => (clause.includes(OR) ? [clause] : clause.split(ITEM))).map(trimmed).filter(Boolean)
  const english = (en ?? '').split(/[,;.]\s*/).map(trimmed).filter(Boolean)
  const n = Math.max(1, Math.min(chinese.length, english.length))
  const [said, told] = [gathered(chinese, n, '\uff0c'), gathered(english, n, ', ')]
  return Array.from({ length: n }, (_, at) => ({ key: `q${at + 1}`, zh: said[at] ?? '', en: capital(told[at] ?? '') }))
}

/** Exactly `n` parts; the last one takes what is left over. */
function gathered(parts: string[], n: number, joint: string): string[] {
  return parts.length <= n ? parts : [...parts.slice(0, n - 1), parts.slice(n - 1).join(joint)]
}

const trimmed = (text: string) => text.trim()
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** Questions without an answer, and those answered with no. */
export function answered(questions: readonly ClosingQuestion[], answers: Readonly<Record<string, boolean>>) {
  return {
    open: questions.filter(({ key }) => answers[key] === undefined).length,
    no: questions.filter(({ key }) => answers[key] === false).length,
  }
}
