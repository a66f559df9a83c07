import { describe, expect, it } from 'vitest'

import type { ChannelForm, ChannelView } from '@/domain/messages'
import { fieldsOf, newFields, secretsAsked } from './channelFields'

const SMS: ChannelForm = { config: { url: null, sign: '' }, secrets: ['token'], optional_secrets: ['callback'], to_people: true }
const HOOK: ChannelForm = { config: { url: null, key_id: '1' }, secrets: ['key'], optional_secrets: [], to_people: false }
const channel: ChannelView = { id: '1', kind: 'webhook', name: 'hook', active: true, carries: 'each', kinds: [], unit: null, language: 'zh', config: { url: 'https://a.example', key_id: '2' }, secrets: ['key'], callback: null, waiting: 0, rev: 3 }

describe('a form about a channel', () => {
  it('starts with what is preset; text messages are for what nobody claims', () => {
    expect(newFields('sms', SMS)).toMatchObject({ kind: 'sms', carries: 'escalation', config: { url: '', sign: '' }, secrets: {} })
    expect(newFields('webhook', HOOK, { name: 'kept' })).toMatchObject({ name: 'kept', carries: 'each', config: { key_id: '1' } })
  })

  it('keeps secrets that are set while the address stays', () => {
    expect(fieldsOf(channel).secrets).toEqual({})
    expect(secretsAsked(HOOK, channel, 'https://a.example')).toEqual([{ name: 'key', needed: false, kept: true }])
    expect(secretsAsked(HOOK, channel, 'https://b.example')).toEqual([{ name: 'key', needed: true, kept: false }])
  })

  it('asks for what is needed of a new one', () => {
    expect(secretsAsked(SMS, null, '')).toEqual([{ name: 'token', needed: true, kept: false }, { name: 'callback', needed: false, kept: false }])
  })
})
