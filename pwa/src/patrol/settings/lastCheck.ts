/** What the last check before leaving said, as long as the app runs. */
import { readonly, shallowRef } from 'vue'

const result = shallowRef<{ open: number; at: number } | null>(null)

export const lastCheck = readonly(result)

/** `open`: lines that a person should look at. */
export function noteCheck(open: number, at: number): void {
  result.value = { open, at }
}
