/** Asks again and again while somebody looks at the page; a failed round is simply followed by the next. */
import { onBeforeUnmount, onMounted } from 'vue'

export function usePolling(ask: () => Promise<unknown>, everyMs: number): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let over = false

  async function round(): Promise<void> {
    clearTimeout(timer)
    if (!document.hidden) await ask().catch(() => undefined)
    if (!over) timer = setTimeout(round, everyMs)
  }
  const onShown = () => void (document.hidden || round())

  onMounted(() => {
    timer = setTimeout(round, everyMs)
    document.addEventListener('visibilitychange', onShown)
  })
  onBeforeUnmount(() => {
    over = true
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', onShown)
  })
}
