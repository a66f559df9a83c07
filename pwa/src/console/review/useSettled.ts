/** Follows a value once it has stood for a moment: what may come later does not hold up what is looked at first. */
import { onScopeDispose, shallowReadonly, shallowRef, watch, type Ref, type ShallowRef } from 'vue'

export function useSettled<T>(source: Ref<T>, afterMs: number): Readonly<ShallowRef<T>> {
  const settled = shallowRef(source.value)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(source, (now) => {
    clearTimeout(timer)
    timer = setTimeout(() => (settled.value = now), afterMs)
  })
  onScopeDispose(() => clearTimeout(timer))
  return shallowReadonly(settled)
}
