/** What lists of rows have in common at a desk: which row is next, and the keys that walk them. Knows no row. */
import { ref, type Ref } from 'vue'

import { useKeys, type KeyMap } from './keys/useKeys'
import { neighbour } from './neighbour'
import { useWalk } from './useWalk'

export type Step = (by: 1 | -1) => unknown

/** From the chosen row to the one beside it. */
export function stepBeside<Id extends string | number>(rows: Ref<readonly { id: Id }[]>, chosen: Ref<Id | null>, choose: (id: Id) => unknown): Step {
  return (by) => {
    const next = neighbour(rows.value, rows.value.findIndex(({ id }) => id === chosen.value), by)
    if (next) void choose(next.id)
  }
}

/** J and K walk the rows of `list`, `more` are keys of the page's own; the answer is whether `?` asked what the keys do. */
export function useRows(list: Ref<HTMLElement | undefined>, step: Step, more: KeyMap = {}): Ref<boolean> {
  const helping = ref(false)
  const walk = useWalk(list, step)
  useKeys(() => ({ ...walk, ...more, '?': () => (helping.value = true) }))
  return helping
}
