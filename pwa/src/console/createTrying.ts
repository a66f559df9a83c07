/** One thing that is tried at a time, and why the last one failed. Knows nothing of what is tried. */
import { ref, shallowRef } from 'vue'

export function createTrying() {
  const busy = ref(false)
  const failure = shallowRef<unknown>(null)

  /** What came of it, or null where it failed; `failure` says why. */
  async function trying<T>(doing: () => Promise<T>): Promise<T | null> {
    busy.value = true
    failure.value = null
    try {
      return await doing()
    } catch (error) {
      failure.value = error
      return null
    } finally {
      busy.value = false
    }
  }

  /** Whether it was done; pressed again while it is under way, it is not done twice. */
  async function once(doing: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    return (await trying(async () => (await doing(), true))) === true
  }

  return { busy, failure, trying, once }
}
