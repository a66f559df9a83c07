/** What a form about a channel starts with. */
import type { ChannelFields, ChannelForm, ChannelView } from '@/domain/messages'

export const CARRIES = ['each', 'digest', 'urgent', 'escalation'] as const
export const LANGUAGES = ['zh', 'en'] as const

/** A channel as it is changed: its settings as they are, no secret. */
export function fieldsOf(channel: ChannelView): ChannelFields {
  const { kind, name, active, carries, kinds, unit, language, config } = channel
  return { kind, name, active, carries, kinds, unit, language, config: { ...config }, secrets: {} }
}

/** A new channel of a kind, with what is preset for it. Text messages cost money: at first they go out only when nobody claims. */
export function newFields(kind: string, form: ChannelForm | undefined, before: Partial<ChannelFields> = {}): ChannelFields {
  const config = Object.fromEntries(Object.entries(form?.config ?? {}).map(([name, preset]) => [name, preset ?? '']))
  const carries = kind === 'sms' ? 'escalation' : form?.to_people ? 'digest' : 'each'
  return { name: '', active: true, kinds: [], unit: null, language: 'zh', ...before, kind, carries, config, secrets: {} }
}

/** The secrets that a form asks for, and whether one has to be given: a new address needs those that are needed anew. */
export function secretsAsked(form: ChannelForm | undefined, channel: ChannelView | null, url: string): { name: string; needed: boolean; kept: boolean }[] {
  const moved = channel === null || channel.config.url !== url
  const asked = [...(form?.secrets ?? []).map((name) => ({ name, needed: true })), ...(form?.optional_secrets ?? []).map((name) => ({ name, needed: false }))]
  return asked.map(({ name, needed }) => {
    const kept = !moved && channel.secrets.includes(name)
    return { name, needed: needed && !kept, kept }
  })
}
