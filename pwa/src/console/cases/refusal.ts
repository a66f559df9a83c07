/** What a refused move says: which moves are legal instead, and whose it is. Knows the wire; must not know words. */
import { Failure } from '@/domain/problem'
import { isText } from '@/domain/shapes'

export interface Refused {
  /** The state hinders it, or somebody else may do it; null for every other failure. */
  kind: 'state' | 'whose' | null
  /** Verbs that are legal for this reader now. */
  allowed: string[]
  /** The word of the wire for whose move it is. */
  who: string | null
}

export function refusedOf(error: unknown): Refused {
  const facts = error instanceof Failure ? (error.problem?.facts ?? {}) : {}
  const allowed = Array.isArray(facts.allowed) ? facts.allowed.filter(isText) : []
  const slug = error instanceof Failure ? error.slug : ''
  const kind = slug === 'illegal-move' ? 'state' : slug === 'not-allowed' && isText(facts.who) ? 'whose' : null
  return { kind, allowed, who: isText(facts.who) ? facts.who : null }
}
