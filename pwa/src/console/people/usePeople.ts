/** Accounts and tables of them, spoken with the real server. */
import type { AccountsApi } from '@/api/accounts'

import { accountsApi } from '../server'
import { useSession } from '../session/useSession'
import { createPeople } from './createPeople'
import { createTable } from './createTable'

const guarded: AccountsApi = {
  list: (query) => useSession().guarded(() => accountsApi.list(query)),
  get: (id) => useSession().guarded(() => accountsApi.get(id)),
  add: (...args) => useSession().guarded(() => accountsApi.add(...args)),
  change: (...args) => useSession().guarded(() => accountsApi.change(...args)),
  resetPassword: (account) => useSession().guarded(() => accountsApi.resetPassword(account)),
  look: (...args) => useSession().guarded(() => accountsApi.look(...args)),
  bring: (...args) => useSession().guarded(() => accountsApi.bring(...args)),
}

export const usePeople = () => createPeople(guarded)
export const useTable = () => createTable(guarded)
