/** What the browser believes about the network: a hint for words, never a reason not to try. */
import { onScopeDispose, readonly, ref, type Ref } from 'vue'

export function useOnline(): Readonly<Ref<boolean>> {
  const online = ref(navigator.onLine)
  const look = () => (online.value = navigator.onLine)
  addEventListener('online', look)
  addEventListener('offline', look)
  onScopeDispose(() => {
    removeEventListener('online', look)
    removeEventListener('offline', look)
  })
  return readonly(online)
}
