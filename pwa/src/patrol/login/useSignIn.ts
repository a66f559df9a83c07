/**
 * Signing in, patiently: without a network the words stay in the fields and it tries again when one comes.
 * The name is remembered on this phone, the password never.
 */
import { computed, onScopeDispose, ref, watch } from 'vue'

import type { Phone } from '@/phone/types'
import { refusalFor, type Refusal } from './refusal'
import { useOnline } from '../shell/useOnline'
import { useNow } from '../time/useNow'

const STORED_AS = 'xj-username'
const TRY_AGAIN_MS = 15_000

export function useSignIn(phone: Pick<Phone, 'session'>, onSignedIn: () => void) {
  const username = ref(localStorage.getItem(STORED_AS) ?? '')
  const password = ref('')
  /** The password that was just used, when somebody else knows it too: its owner chooses another one now. */
  const given = ref<string | null>(null)
  const busy = ref(false)
  const refusal = ref<Refusal | null>(null)
  const refusedAt = ref(0)
  const online = useOnline()
  const now = useNow()
  let again: ReturnType<typeof setTimeout> | undefined

  watch(username, (name) => localStorage.setItem(STORED_AS, name))
  watch([username, password], () => {
    if (refusal.value?.key === 'credentials') refusal.value = null
  })

  const secondsLeft = computed(() => {
    const wait = refusal.value?.wait_s ?? 0
    // The ticking clock may lag a second behind the refusal.
    const waited = Math.max(0, now.value - refusedAt.value)
    return Math.max(0, Math.ceil(wait - waited / 1000))
  })
  const complete = computed(() => username.value.trim() !== '' && password.value !== '')
  /** Both fields are filled and only the network is missing. */
  const waiting = computed(() => refusal.value?.waitsForNetwork === true && complete.value)

  async function signIn(): Promise<void> {
    if (busy.value || !complete.value || secondsLeft.value > 0) return
    clearTimeout(again)
    busy.value = true
    try {
      const person = await phone.session.signIn(username.value.trim(), password.value)
      if (person.password_given === true) given.value = password.value
      password.value = ''
      refusal.value = null
      if (given.value === null) onSignedIn()
    } catch (error) {
      refusedAt.value = Date.now()
      refusal.value = refusalFor(error)
      if (refusal.value.waitsForNetwork) again = setTimeout(() => void signIn(), TRY_AGAIN_MS)
    } finally {
      busy.value = false
    }
  }

  function startAgain(): void {
    given.value = null
  }

  function chose(): void {
    startAgain()
    onSignedIn()
  }

  watch(online, (there) => {
    if (there && waiting.value) void signIn()
  })
  onScopeDispose(() => clearTimeout(again))
  return { username, password, given, chose, startAgain, busy, refusal, secondsLeft, waiting, complete, online, signIn }
}
