import { nextTick, type Ref } from 'vue'

import type { KeyMap } from './keys/useKeys'

/** J and K walk the rows of a list; the focus walks along, so that a screen reader reads the row. */
export function useWalk(list: Ref<HTMLElement | undefined>, step: (by: 1 | -1) => unknown): KeyMap {
  async function walk(by: 1 | -1): Promise<void> {
    void step(by)
    await nextTick()
    list.value?.querySelector<HTMLElement>('[aria-current="true"]')?.focus()
  }
  return { j: () => void walk(1), k: () => void walk(-1) }
}
