/**
 * Turns an observe function into a ref for as long as the component lives. Knows Vue only.
 */
import { onScopeDispose, shallowReadonly, shallowRef, type ShallowRef } from 'vue'

/** A ref that follows `observe`, starting from `first` until the first call back. */
export function useObserved<T>(
  observe: (onChange: (value: T) => void) => () => void,
  first: T,
): Readonly<ShallowRef<T>> {
  const value = shallowRef(first)
  onScopeDispose(observe((next) => (value.value = next)))
  return shallowReadonly(value)
}
