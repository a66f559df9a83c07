/**
 * A login form's state: what was typed, whether it is on its way, and why it failed, in words. What one person had on
 * the page is not left to the next.
 */
import { ref } from 'vue'

import { Failure } from '@/domain/problem'

import { useWords } from '../useWords'
import { useSession } from './useSession'

export function useLogin() {
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
      // Not for the form's parent to do: signing in has taken both off the page by now.
      if (!(await session.signIn(username.value, password.value))) location.reload()
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
