/** The last entry; undefined where there is none, or no list. Browsers of 2020 know no `at(-1)`. */
export function lastOf<T>(list: ArrayLike<T> | undefined | null): T | undefined {
  return list?.[list.length - 1]
}
