/** Reads a pack, builds its index and answers, all beside the page: on a cheap phone the index takes most of a second. */
import type { Asked, Told } from './placer'
import { answeringFrom, type Answering } from './placing'

declare const self: DedicatedWorkerGlobalScope

let answering: Promise<Answering | null> = Promise.resolve(null)

self.addEventListener('message', (event: MessageEvent<Asked>) => {
  const asked = event.data
  if ('open' in asked) answering = answeringFrom(asked.open)
  const ready = answering
  void ready
    .then((answer): Told => {
      if ('open' in asked) return { id: asked.id, opened: answer !== null }
      return { id: asked.id, placement: answer === null ? null : answer(asked.at, asked.own) }
    })
    .catch((): Told => ({ id: asked.id, failed: true }))
    .then((told) => self.postMessage(told))
})
