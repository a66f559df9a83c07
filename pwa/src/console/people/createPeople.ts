/**
 * Accounts with one open. A password that was made is told until somebody says that it was noted. Knows its port; must
 * not know HTTP or a screen.
 */
import { computed, ref, shallowRef } from 'vue'

import type { AccountsApi } from '@/api/accounts'
import type { Account, AccountFields, Given } from '@/domain/accounts'
import { Failure } from '@/domain/problem'

import { createPaged, type Query } from '../createPaged'
import { createTrying } from '../createTrying'

export function createPeople(api: AccountsApi) {
  const paged = createPaged<Account>((query) => api.list(query))
  const { items } = paged
  const chosen = ref<string | null>(null)
  const adding = ref(false)
  const told = shallowRef<Given | null>(null)
  const saved = ref(false)
  const { busy, failure, once } = createTrying()
  const one = computed(() => items.value.find(({ id }) => id === chosen.value) ?? null)

  async function ask(query: Query): Promise<void> {
    await paged.ask(query)
    if (one.value === null) chosen.value = items.value[0]?.id ?? null
  }

  function choose(id: string | null): void {
    chosen.value = id
    adding.value = false
    quiet()
  }

  function beginAdding(): void {
    adding.value = true
    quiet()
  }

  function quiet(): void {
    told.value = null
    saved.value = false
    failure.value = null
  }

  const add = (username: string, fields: AccountFields) =>
    trying(async () => {
      const made = await api.add(username, fields)
      items.value = [made.person, ...items.value]
      chosen.value = made.person.id
      adding.value = false
      told.value = made
    })

  const change = (fields: AccountFields, active: boolean) =>
    acting(async (account) => {
      put(await api.change(account, fields, active))
      saved.value = true
    })

  const resetPassword = () =>
    acting(async (account) => {
      const given = await api.resetPassword(account)
      put(given.person)
      told.value = given
    })

  function put(account: Account): void {
    items.value = items.value.map((other) => (other.id === account.id ? account : other))
  }

  /** When somebody was faster, what they wrote is shown; the form keeps what was typed. */
  function acting(doing: (account: Account) => Promise<void>): Promise<boolean> {
    const account = one.value
    if (account === null) return Promise.resolve(false)
    return trying(async () => {
      try {
        await doing(account)
      } catch (error) {
        if (error instanceof Failure && error.slug === 'stale') await api.get(account.id).then(put, () => undefined)
        throw error
      }
    })
  }

  const trying = (doing: () => Promise<void>) =>
    once(() => {
      quiet()
      return doing()
    })

  const noted = () => (told.value = null)
  return { ...paged, loadFailure: paged.failure, chosen, one, adding, told, busy, saved, failure, ask, choose, beginAdding, add, change, resetPassword, noted }
}

export type People = ReturnType<typeof createPeople>
