/** Words for what was answered and what came of it, in the person's language. */
import { useTaskWords } from './words'

export function useOutcomeWords() {
  const { t, te } = useTaskWords()
  /** What was done. */
  function verbWords(verb: string | null | undefined): string {
    const key = `tasks.verb.${verb}`
    return t(te(key) ? key : 'tasks.verb.other')
  }
  /** The server's word in ours, or its own sentence; empty without one. */
  function whyWords(why: string | null): string {
    const key = `tasks.outcome.why.${why}`
    return why !== null && te(key) ? t(key) : (why ?? '')
  }
  return { verbWords, whyWords }
}
