/**
 * Pictures on their way into a move: each goes up by itself, what arrived stays, what failed is tried again.
 * Knows its port; must not know HTTP, files of the system or a screen.
 */
import { computed, shallowRef } from 'vue'

/** As much as the server takes of one. */
export const MOST_BYTES = 20 * 1024 * 1024
export const MOST_PHOTOS = 6

export type SendingState = 'waiting' | 'sending' | 'sent' | 'failed' | 'unfit'

export interface Sending {
  key: number
  name: string
  file: Blob
  role: string
  state: SendingState
  /** 0 to 1 of it has gone up. */
  share: number
  sha256: string | null
  failure: unknown
}

/** Answers the name under which the server keeps the bytes; bytes that it has already do not travel again. */
export type SendPhoto = (file: Blob, onProgress: (share: number) => void) => Promise<string>

export function createPhotos(send: SendPhoto) {
  const photos = shallowRef<Sending[]>([])
  const overflow = shallowRef(0)
  let keys = 0
  const sent = computed(() => photos.value.filter(({ state }) => state === 'sent').map(({ sha256, role }) => ({ sha256: sha256 ?? '', role })))
  const pending = computed(() => photos.value.some(({ state }) => state === 'waiting' || state === 'sending'))
  const failed = computed(() => photos.value.filter(({ state }) => state === 'failed'))

  function add(files: readonly { name: string; blob: Blob }[], role: string): void {
    const room = Math.max(0, MOST_PHOTOS - photos.value.length)
    overflow.value = Math.max(0, files.length - room)
    const added = files.slice(0, room).map(({ name, blob }): Sending => ({ key: (keys += 1), name, file: blob, role, state: isFit(blob) ? 'waiting' : 'unfit', share: 0, sha256: null, failure: null }))
    photos.value = [...photos.value, ...added]
    for (const { key, state } of added) if (state === 'waiting') void goUp(key)
  }

  function put(key: number, change: Partial<Sending>): void {
    photos.value = photos.value.map((one) => (one.key === key ? { ...one, ...change } : one))
  }

  async function goUp(key: number): Promise<void> {
    const one = photos.value.find((known) => known.key === key)
    if (!one) return
    put(key, { state: 'sending', share: 0, failure: null })
    try {
      put(key, { sha256: await send(one.file, (share) => put(key, { share })), state: 'sent', share: 1 })
    } catch (failure) {
      put(key, { state: 'failed', failure })
    }
  }

  /** What failed goes up again, all at once. */
  async function retry(): Promise<void> {
    await Promise.all(failed.value.map(({ key }) => goUp(key)))
  }

  const remove = (key: number) => void (photos.value = photos.value.filter((one) => one.key !== key))
  const setRole = (key: number, role: string) => put(key, { role })

  function clear(): void {
    photos.value = []
    overflow.value = 0
  }

  return { photos, overflow, sent, pending, failed, add, retry, remove, setRole, clear }
}

export type Photos = ReturnType<typeof createPhotos>

/** Types are judged by the server, by content; a type that is no picture at all is turned away here. */
function isFit({ size, type }: Blob): boolean {
  return size > 0 && size <= MOST_BYTES && (type === '' || type.startsWith('image/'))
}
