/** The moment, to the half minute: what is left of a clock is said in minutes. One timer for all who look. */
import { onBeforeUnmount, onMounted, readonly, ref, type Ref } from 'vue'

const EVERY_MS = 30_000
const now = ref(Date.now())
let lookers = 0
let timer: ReturnType<typeof setInterval> | undefined

export function useNow(): Readonly<Ref<number>> {
  onMounted(() => {
    lookers += 1
    now.value = Date.now()
    timer ??= setInterval(() => (now.value = Date.now()), EVERY_MS)
  })
  onBeforeUnmount(() => {
    lookers -= 1
    if (lookers > 0) return
    clearInterval(timer)
    timer = undefined
  })
  return readonly(now)
}
