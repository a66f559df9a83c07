/** A login form's state: what was typed, whether it is on its way, and why it failed, in words. */
import { ref } from 'vue'

import { Failure } from '@/domain/problem'

import { useWords } from '../useWords'
import { useSession } from './useSession'

export function useLogin(onDone: (samePerson: boolean) => void) {
  const { t, refusal } = useWords()
  const session = useSession()
  const username = ref(session.person.value?.username ?? '')
  const password = ref('')
  const busy = ref(false)
  const failure = ref('')

  async function submit(): Promise<void> {
    busy.value = true
    failure.value = ''
    try {
      onDone(await session.signIn(username.value, password.value))
    } catch (error) {
      failure.value = explain(error)
    } finally {
      busy.value = false
    }
  }

  function explain(error: unknown): string {
    if (!(error instanceof Failure)) return refusal(error)
    if (error.slug === 'bad-credentials') return t('login.wrong')
    if (error.slug === 'too-many-requests') return t('login.wait', { seconds: error.retry_after_s ?? 30 })
    if (error.slug === 'not-allowed') return t('login.demoOnly')
    return refusal(error)
  }

  return { username, password, busy, failure, submit }
}
