/** A value that tests set and screens follow. */

type Listener<T> = (value: T) => void

/** A value that can be observed like the phone's. */
export function observed<T>(first: T) {
  let value = first
  const listeners = new Set<Listener<T>>()
  return {
    get: () => value,
    set(next: T) {
      value = next
      for (const listener of listeners) listener(next)
    },
    observe(listener: Listener<T>) {
      listeners.add(listener)
      listener(value)
      return () => void listeners.delete(listener)
    },
  }
}
