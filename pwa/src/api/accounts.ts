/** Accounts, for whoever keeps people: single ones and tables of them. */
import type { Account, AccountFields, Brought, Given, TablePlan } from '@/domain/accounts'
import type { Page } from '@/domain/views'

import type { Http } from './http'
import { queryOf } from './query'

export interface AccountsApi {
  list(query: Record<string, string | number>): Promise<Page<Account>>
  get(id: string): Promise<Account>
  add(username: string, fields: AccountFields): Promise<Given>
  /** Rejects with `stale` when somebody was faster, `illegal-move` for whoever is on duty, `invalid-body` with pointers. */
  change(account: Account, fields: AccountFields, active: boolean): Promise<Account>
  /** Ends their login sessions. */
  resetPassword(account: Account): Promise<Given>
  /** What a table would do; nothing is written. */
  look(file: ArrayBuffer, everybody: boolean): Promise<TablePlan>
  /** All rows or none. Rejects with `stale` when people changed since it was looked at. */
  bring(file: ArrayBuffer, everybody: boolean, plan: string): Promise<Brought>
}

const FILE_MS = 120_000

export function createAccountsApi(http: Http): AccountsApi {
  const matching = ({ rev }: Account) => ({ 'If-Match': `"${rev}"` })
  const table = (path: string, bytes: ArrayBuffer) => http.json({ method: 'POST', path, bytes, headers: { 'Content-Type': 'application/octet-stream' }, timeoutMs: FILE_MS })
  return {
    list: async (query) => (await http.json({ method: 'GET', path: `/accounts${queryOf(query)}` })) as Page<Account>,
    get: async (id) => (await http.json({ method: 'GET', path: `/accounts/${id}` })) as Account,
    add: async (username, fields) => (await http.json({ method: 'POST', path: '/accounts', json: { username, ...fields } })) as Given,
    change: async (account, fields, active) =>
      (await http.json({ method: 'PUT', path: `/accounts/${account.id}`, json: { ...fields, active }, headers: matching(account) })) as Account,
    resetPassword: async (account) => (await http.json({ method: 'POST', path: `/accounts/${account.id}/password`, headers: matching(account) })) as Given,
    look: async (file, everybody) => (await table(`/accounts/table/look${queryOf({ everybody })}`, file)) as TablePlan,
    bring: async (file, everybody, plan) => (await table(`/accounts/table${queryOf({ everybody, plan })}`, file)) as Brought,
  }
}
