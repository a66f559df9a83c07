/**
 * Keeps where in the form the person is, so that an app killed by its camera or by the system comes back to the very
 * field. Knows one scrolling element; must not know what stands in the form.
 */
import { nextTick, onScopeDispose, watch, type Ref } from 'vue'

import type { FormPlace } from '@/domain/draft'
import type { Draft, DraftChange } from '@/phone/types'

/** A scroll fires dozens of times; the last one of a burst is where the person stopped. */
const REST_MS = 400

export function useFormPlace(
  draft: Readonly<Ref<Draft | null>>,
  scroller: Readonly<Ref<HTMLElement | undefined>>,
  change: (what: DraftChange) => Promise<void>,
) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let following: HTMLElement | undefined
  let left = false

  function placeNow(): FormPlace {
    const note = following?.querySelector('#note')
    return { focus: note && note === document.activeElement ? 'note' : null, scroll: Math.round(following?.scrollTop ?? 0) }
  }

  function store(): void {
    clearTimeout(timer)
    if (!left) void change({ in_form: placeNow() })
  }

  function soon(): void {
    clearTimeout(timer)
    timer = setTimeout(store, REST_MS)
  }

  async function begin(element: HTMLElement): Promise<void> {
    following = element
    const before = draft.value?.in_form ?? null
    await nextTick()
    if (before !== null) {
      element.scrollTop = before.scroll
      if (before.focus === 'note') element.querySelector<HTMLElement>('#note')?.focus({ preventScroll: true })
    }
    element.addEventListener('scroll', soon, { passive: true })
    element.addEventListener('focusin', soon)
    element.addEventListener('focusout', soon)
    store()
  }

  watch(scroller, (element) => element && void begin(element), { immediate: true, flush: 'post' })
  onScopeDispose(() => clearTimeout(timer))

  /** The person leaves the form on purpose; a later start has no reason to return to it. */
  async function leave(): Promise<void> {
    clearTimeout(timer)
    left = true
    await change({ in_form: null })
  }

  return { leave }
}
