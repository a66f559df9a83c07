/** What people are told, and how it leaves the house, as the server writes it. */

/** A message in the program; `kind` and `facts` are said in the reader's language. */
export interface MessageView {
  id: string
  kind: string
  case_no: string | null
  unit: string | null
  facts: Record<string, unknown>
  urgent: boolean
  at: string
  read_at: string | null
}

export interface MessagesPage {
  items: MessageView[]
  unread: number
  cursor: string | null
  has_more: boolean
}

/** A message that did not arrive. */
/** The unit for which somebody is told; its name is null where the roster does not know it. */
export interface ToldUnit {
  code: string
  name: string | null
}

export interface StuckView {
  id: string
  kind: string
  case_no: string | null
  unit: ToldUnit | null
  person: { id: string; name: string } | null
  channel: string
  channel_name: string | null
  state: string
  why: string | null
  attempts: number
  urgent: boolean
  at: string
  done_at: string | null
  settled_at: string | null
}

export interface StuckPage {
  items: StuckView[]
  count: number
  cursor: string | null
  has_more: boolean
}

/** Settings of a kind of channel with their preset values; null has to be given. */
export interface ChannelForm {
  config: Record<string, string | null>
  secrets: string[]
  optional_secrets: string[]
  to_people: boolean
}

export interface ChannelFields {
  kind: string
  name: string
  active: boolean
  carries: string
  kinds: string[]
  unit: string | null
  language: string
  config: Record<string, string>
  /** Only what is set anew. */
  secrets: Record<string, string>
}

export interface ChannelView extends Omit<ChannelFields, 'secrets'> {
  id: string
  /** Names of the secrets that are set. */
  secrets: string[]
  callback: string | null
  waiting: number
  rev: number
}

export interface Channels {
  items: ChannelView[]
  forms: Record<string, ChannelForm>
}

/** Where one is reached on a kind of channel, numbers masked; `available` when the city has such a channel. */
export interface OwnAddress {
  channel_kind: string
  address: string | null
  available: boolean
}

/** Minutes of the city's day. */
export interface TellingRules {
  quiet_from: number
  quiet_to: number
  digest_at: number
  internal_hosts: string[]
  allow_local: boolean
}

export interface Trial {
  ok: boolean
  why: string | null
  provider_id: string | null
}

/** How far an urgent case that nobody claims has climbed, and who was reached. */
export interface Reached {
  since: string
  unit: string
  step: 'told' | 'texted' | 'duty-phone'
  ended_at: string | null
  duty_phone: { unit: string; name: string; phone: string } | null
  told: { person: { id: string; name: string | null } | null; unit: ToldUnit | null; channel: string; state: string; at: string; why: string | null }[]
}

/** `07:00` of minutes since midnight, as a time field has it. */
export function clockOf(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

/** The minutes of such a text; null for what is none. */
export function minuteOf(text: string): number | null {
  const parts = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text)
  return parts ? Number(parts[1]) * 60 + Number(parts[2]) : null
}
