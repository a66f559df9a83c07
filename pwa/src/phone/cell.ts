/** A value that tells its followers about every change. */
import type { Observe } from './types'

export interface Cell<T> {
  get(): T
  set(value: T): void
  observe: Observe<T>
}

export function createCell<T>(first: T): Cell<T> {
  let value = first
  const followers = new Set<(value: T) => void>()
  return {
    get: () => value,
    set(next) {
      value = next
      for (const follower of followers) follower(next)
    },
    observe(onChange) {
      followers.add(onChange)
      onChange(value)
      return () => void followers.delete(onChange)
    },
  }
}

/** Follows two sources and calls back with what `join` makes of them, once both have spoken. */
export function observeBoth<A, B, T>(first: Observe<A>, second: Observe<B>, join: (a: A, b: B) => T): Observe<T> {
  return (onChange) => {
    let a: { value: A } | null = null
    let b: { value: B } | null = null
    const tell = () => {
      if (a !== null && b !== null) onChange(join(a.value, b.value))
    }
    const stops = [
      first((value) => {
        a = { value }
        tell()
      }),
      second((value) => {
        b = { value }
        tell()
      }),
    ]
    return () => stops.forEach((stop) => stop())
  }
}

/** One source for any number of followers: it runs while there is one, and a new one hears the present value at once. */
export function shared<T>(source: Observe<T>): Observe<T> {
  const followers = new Set<(value: T) => void>()
  let latest: { value: T } | null = null
  let stop: () => void = () => undefined

  function follow(): void {
    stop = source((value) => {
      latest = { value }
      for (const follower of followers) follower(value)
    })
  }
  return (onChange) => {
    const follower = (value: T) => onChange(value)
    followers.add(follower)
    if (followers.size === 1) follow()
    else if (latest !== null) follower(latest.value)
    return () => {
      if (!followers.delete(follower) || followers.size > 0) return
      stop()
      latest = null
    }
  }
}
