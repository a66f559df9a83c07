/**
 * Lets one sender work per phone, through a Web Lock where there is one. Only saves traffic: two senders at once
 * would still lose and double nothing.
 */

export interface Locks {
  request(name: string, options: { ifAvailable: true }, work: (lock: unknown) => Promise<unknown>): Promise<unknown>
}

/** Runs `work` when no other page or worker is sending; undefined when one is. */
export async function asSingleSender<T>(locks: Locks | undefined, work: () => Promise<T>): Promise<T | undefined> {
  if (locks === undefined) return work()
  let result: T | undefined
  await locks.request('outbox', { ifAvailable: true }, async (lock) => {
    if (lock !== null) result = await work()
  })
  return result
}
