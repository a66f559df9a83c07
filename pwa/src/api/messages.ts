/** What one was told; what did not arrive; the channels by which messages leave the house. */
import type { ChannelFields, Channels, ChannelView, MessagesPage, MessageView, OwnAddress, Reached, StuckPage, StuckView, TellingRules, Trial } from '@/domain/messages'

import type { Http } from './http'
import { queryOf } from './query'

export interface MessagesApi {
  list(query: { unread?: boolean; cursor?: string; limit?: number }): Promise<MessagesPage>
  read(id: string): Promise<MessageView>
  addresses(): Promise<OwnAddress[]>
  /** Null forgets it. Rejects with `invalid-body` for a number that is none. */
  setAddress(kind: string, address: string | null): Promise<OwnAddress[]>
}

export interface ChannelsApi {
  stuck(query: { cursor?: string; limit?: number }): Promise<StuckPage>
  again(id: string, reason: string): Promise<StuckView>
  drop(id: string, reason: string): Promise<StuckView>
  channels(): Promise<Channels>
  /** `before` null adds a new one. Rejects with `stale` when somebody was faster. */
  save(fields: ChannelFields, before: Pick<ChannelView, 'id' | 'rev'> | null): Promise<ChannelView>
  /** Takes as long as the other side does, at most some 20 s. */
  tryOut(id: string, to: string | null): Promise<Trial>
  rules(): Promise<TellingRules>
  setRules(rules: Omit<TellingRules, 'allow_local'>): Promise<TellingRules>
  /** Null for a case that never was urgent and waiting to be claimed. */
  reached(caseNo: string): Promise<Reached | null>
}

type Addresses = { items: OwnAddress[] }

const TRIAL_TIMEOUT_MS = 40_000

export function createMessagesApi(http: Http): MessagesApi {
  return {
    list: async ({ unread, ...query }) =>
      (await http.json({ method: 'GET', path: `/messages${queryOf({ ...query, ...(unread && { unread: 'true' }) })}` })) as MessagesPage,
    read: async (id) => (await http.json({ method: 'POST', path: `/messages/${id}/read` })) as MessageView,
    addresses: async () => ((await http.json({ method: 'GET', path: '/my-addresses' })) as Addresses).items,
    setAddress: async (kind, address) => ((await http.json({ method: 'PUT', path: `/my-addresses/${kind}`, json: { address } })) as Addresses).items,
  }
}

export function createChannelsApi(http: Http): ChannelsApi {
  const settle = async (id: string, how: string, reason: string) =>
    (await http.json({ method: 'POST', path: `/messages/${id}/${how}`, json: { reason } })) as StuckView
  const put = async (fields: ChannelFields, { id, rev }: Pick<ChannelView, 'id' | 'rev'>) =>
    (await http.json({ method: 'PUT', path: `/channels/${id}`, json: fields, headers: { 'If-Match': `"${rev}"` } })) as ChannelView
  return {
    stuck: async (query) => (await http.json({ method: 'GET', path: `/messages/stuck${queryOf(query)}` })) as StuckPage,
    again: (id, reason) => settle(id, 'again', reason),
    drop: (id, reason) => settle(id, 'drop', reason),
    channels: async () => (await http.json({ method: 'GET', path: '/channels' })) as Channels,
    save: async (fields, before) =>
      before ? put(fields, before) : ((await http.json({ method: 'POST', path: '/channels', json: fields })) as ChannelView),
    tryOut: async (id, to) =>
      (await http.json({ method: 'POST', path: `/channels/${id}/try`, json: { to }, timeoutMs: TRIAL_TIMEOUT_MS })) as Trial,
    rules: async () => (await http.json({ method: 'GET', path: '/telling-rules' })) as TellingRules,
    setRules: async (rules) => (await http.json({ method: 'PUT', path: '/telling-rules', json: rules })) as TellingRules,
    reached: async (caseNo) =>
      ((await http.json({ method: 'GET', path: `/cases/${encodeURIComponent(caseNo)}/reached` })) as { reached: Reached | null }).reached,
  }
}
