/** Days in a row are said as one: 1 2 3 5 is 1–3 and 5. Two in a row stay two. Pure. */
import { lastOf } from '@/domain/last'

export function runsOf(days: readonly number[]): [first: number, last: number][] {
  const found: [number, number][] = []
  for (const day of [...days].sort((a, b) => a - b)) {
    const run = lastOf(found)
    if (run && run[1] === day - 1) run[1] = day
    else found.push([day, day])
  }
  return found.flatMap(([first, last]): [number, number][] => (last - first === 1 ? [[first, first], [last, last]] : [[first, last]]))
}
