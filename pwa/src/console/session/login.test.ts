// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createApp, defineComponent, h, type App } from 'vue'

import type { Person } from '@/api/session'
import { Failure } from '@/domain/problem'
import { createWords } from '@/i18n'
import { consoleMessages } from '@/i18n/console'

import LoginPage from './LoginPage.vue'
import RenewLogin from './RenewLogin.vue'
import { useSession } from './useSession'

vi.mock('../server', () => {
  const person = (id: string) => ({ id, username: id, name: id, roles: ['supervisor'] }) as Person
  return {
    sessionApi: {
      whoAmI: () => Promise.resolve(person('s1')),
      signIn: (username: string) => Promise.resolve(person(username)),
      signOut: () => Promise.resolve(),
    },
  }
})

/** As the console puts the login on the page and takes it off. */
const Desk = defineComponent(() => {
  const { phase } = useSession()
  return () => (phase.value === 'expired' ? h(RenewLogin) : phase.value === 'signed-out' ? h(LoginPage) : null)
})
const field = (id: string) => document.querySelector<HTMLInputElement>(`[data-testid="${id}"]`)!
const settle = () => new Promise((resolve) => setTimeout(resolve))

let app: App
const reload = vi.fn()

beforeEach(async () => {
  document.body.innerHTML = '<div id="app"></div>'
  vi.spyOn(location, 'reload').mockImplementation(reload)
  app = createApp(Desk).use((await createWords(consoleMessages)).plugin)
  app.mount('#app')
  await useSession().start()
})
afterEach(() => {
  app.unmount()
  vi.restoreAllMocks()
  reload.mockClear()
})

async function signIn(username: string): Promise<void> {
  await settle()
  for (const [id, value] of [['username', username], ['password', 'demo']] as const) {
    field(id).value = value
    field(id).dispatchEvent(new Event('input'))
  }
  await settle()
  field('sign-in').closest('form')?.dispatchEvent(new Event('submit'))
  await settle()
}

it.each([
  ['s1', 0],
  ['s2', 1],
])('a page whose login ended is loaded anew for another person only: %s', async (username, times) => {
  const { guarded, person } = useSession()
  let first = true
  void guarded(() => {
    const answer = first ? Promise.reject(new Failure('not-signed-in', 401)) : Promise.resolve()
    first = false
    return answer
  })
  await signIn(username)
  expect([person.value?.id, reload.mock.calls.length]).toEqual([username, times])
})

it('nothing of who signed out is left to the next', async () => {
  await useSession().signOut()
  await signIn('s2')
  expect(reload).toHaveBeenCalledOnce()
})
