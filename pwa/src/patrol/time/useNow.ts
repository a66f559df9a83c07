/** The present moment as a ref, moved on while the component lives and the page is seen. */
import { onScopeDispose, readonly, ref, type Ref } from 'vue'

export function useNow(everyMs = 1000): Readonly<Ref<number>> {
  const now = ref(Date.now())
  const timer = setInterval(() => {
    if (!document.hidden) now.value = Date.now()
  }, everyMs)
  onScopeDispose(() => clearInterval(timer))
  return readonly(now)
}
