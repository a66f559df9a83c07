/** Channels, rules and what is stuck, as this page of the desk has them. */
import { ref, shallowRef } from 'vue'

import type { ChannelsApi } from '@/api/messages'
import type { ChannelFields, ChannelForm, ChannelView, TellingRules, Trial } from '@/domain/messages'

import { createTrying } from '../createTrying'
import { channelsApi } from '../server'
import { useSession } from '../session/useSession'
import { createStuck } from './createStuck'

const guarded: ChannelsApi = {
  stuck: (query) => useSession().guarded(() => channelsApi.stuck(query)),
  again: (id, reason) => useSession().guarded(() => channelsApi.again(id, reason)),
  drop: (id, reason) => useSession().guarded(() => channelsApi.drop(id, reason)),
  channels: () => useSession().guarded(() => channelsApi.channels()),
  save: (fields, before) => useSession().guarded(() => channelsApi.save(fields, before)),
  tryOut: (id, to) => useSession().guarded(() => channelsApi.tryOut(id, to)),
  rules: () => useSession().guarded(() => channelsApi.rules()),
  setRules: (rules) => useSession().guarded(() => channelsApi.setRules(rules)),
  reached: (caseNo) => useSession().guarded(() => channelsApi.reached(caseNo)),
}
const stuck = createStuck(guarded)
const items = shallowRef<ChannelView[]>([])
const forms = shallowRef<Record<string, ChannelForm>>({})
const rules = shallowRef<TellingRules | null>(null)
const loaded = ref(false)
const { busy, failure, trying } = createTrying()

async function load(): Promise<void> {
  await trying(async () => {
    const [told, counting] = await Promise.all([guarded.channels(), guarded.rules()])
    items.value = told.items
    forms.value = told.forms
    rules.value = counting
    loaded.value = true
  })
}

async function save(fields: ChannelFields, before: ChannelView | null): Promise<boolean> {
  const kept = await trying(() => guarded.save(fields, before))
  if (kept) items.value = before ? items.value.map((one) => (one.id === kept.id ? kept : one)) : [...items.value, kept]
  return kept !== null
}

async function setRules(wanted: Omit<TellingRules, 'allow_local'>): Promise<boolean> {
  const kept = await trying(() => guarded.setRules(wanted))
  if (kept) rules.value = kept
  return kept !== null
}

const tryOut = (id: string, to: string | null): Promise<Trial | null> => trying(() => guarded.tryOut(id, to))

export const useChannels = () => ({ items, forms, rules, loaded, busy, failure, load, save, setRules, tryOut })
export const useStuck = () => stuck
export const reachedOf = (caseNo: string) => guarded.reached(caseNo)
