/**
 * Makes the smaller copies, one at a time, in a worker. A copy is a convenience: whatever fails here, the original
 * travels instead.
 */

export interface Twin {
  bytes: ArrayBuffer
  mime: string
}

export interface Pictures {
  /** The smaller copy; null when none is needed or none can be made. Never rejects. */
  twinOf(bytes: ArrayBuffer, mime: string): Promise<Twin | null>
}

export interface TwinRequest {
  id: number
  picture: Blob
}
export interface TwinAnswer {
  id: number
  twin: Twin | null
}

/** A stuck decoder must not hold up the photos behind it. */
const GIVE_UP_MS = 20_000

export function createPictures(startWorker: () => Worker): Pictures {
  let worker: Worker | null = null
  let last: Promise<unknown> = Promise.resolve()
  let count = 0

  function ask(picture: Blob): Promise<Twin | null> {
    worker ??= startWorker()
    const here = worker
    const id = (count += 1)
    return new Promise((resolve) => {
      const end = (twin: Twin | null, broken: boolean) => {
        clearTimeout(timer)
        here.removeEventListener('message', onMessage)
        here.removeEventListener('error', onError)
        if (broken) {
          here.terminate()
          worker = null
        }
        resolve(twin)
      }
      const onMessage = (event: MessageEvent<TwinAnswer>) => event.data.id === id && end(event.data.twin, false)
      const onError = () => end(null, true)
      const timer = setTimeout(onError, GIVE_UP_MS)
      here.addEventListener('message', onMessage)
      here.addEventListener('error', onError)
      here.postMessage({ id, picture } satisfies TwinRequest)
    })
  }

  return {
    twinOf(bytes, mime) {
      const next = last.then(() => ask(new Blob([bytes], { type: mime }))).catch(() => null)
      last = next
      return next
    },
  }
}
