/** Numbers written short: `3-7.9` for 3, 4, 5, 6, 7 and 9. No commas or semicolons, which cookies do not take. */
import { lastOf } from '@/domain/last'


/** Sorted, each number once. */
export function asRanges(numbers: readonly number[]): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b)
  const spans: [from: number, to: number][] = []
  for (const number of sorted) {
    const last = lastOf(spans)
    if (last !== undefined && last[1] + 1 === number) last[1] = number
    else spans.push([number, number])
  }
  return spans.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join('.')
}

/** Longest list anybody wrote; a spoiled text must not fill the memory. */
const MOST = 100_000

/** What `asRanges` wrote; parts that are none are left out. */
export function fromRanges(text: string): number[] {
  const numbers: number[] = []
  for (const part of text.split('.')) {
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? []
    if (from === undefined) continue
    for (let number = Number(from); number <= Number(to) && numbers.length < MOST; number++) numbers.push(number)
  }
  return numbers
}
