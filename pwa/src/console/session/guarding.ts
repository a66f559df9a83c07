/** Adapters whose requests wait for a renewed login instead of failing. Knows nothing of what is asked. */
import { useSession } from './useSession'

type Asking = (...asked: never[]) => Promise<unknown>

/** The same adapter; every one of its functions is guarded by the session. */
export function guarding<Api extends { [Name in keyof Api]: Asking }>(api: Api): Api {
  const guard = (ask: Asking): Asking => (...asked) => useSession().guarded(() => ask(...asked))
  return Object.fromEntries((Object.entries(api) as [string, Asking][]).map(([name, ask]) => [name, guard(ask)])) as unknown as Api
}
