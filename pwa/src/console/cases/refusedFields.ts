/** Which fields a refusal points at, so that its sentence can name them. */
import { Failure } from '@/domain/problem'
import { isRecord, isText } from '@/domain/shapes'

/** First parts of the pointers of a 422, each once: `/wanted/unit` is `wanted`. */
export function refusedFields(error: unknown): string[] {
  const errors = error instanceof Failure ? error.problem?.facts.errors : undefined
  if (!Array.isArray(errors)) return []
  const pointers = errors.flatMap((one) => (isRecord(one) && isText(one.pointer) ? one.pointer.split('/')[1] ?? [] : []))
  return [...new Set(pointers)]
}
