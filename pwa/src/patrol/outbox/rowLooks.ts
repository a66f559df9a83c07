/**
 * Decides what one row of the outbox says and which ways on it offers. Must not know texts.
 */
import type { OutboxView, SessionState } from '@/phone/types'
import type { IconName } from '@/ui/components/icons'
import type { Tone } from '@/ui/components/StateTag.vue'

/** What a person can do about a row that needs one. */
export type WayOut = 'reshoot' | 'without-damaged' | 'correct' | 'retry'

export interface RowLooks {
  tone: Tone
  icon: IconName
  /** Keys of the `outbox.state` messages: the tag, and the sentence under it (null: the tag says it all). */
  tag: OutboxView['word']
  sentence: 'paused' | 'waits-for-signal' | 'waits-for-login' | 'next' | 'next-try' | 'text-here' | 'sending' | 'wifi' | 'newer' | null
  ways: WayOut[]
}

export interface Surroundings {
  reachable: boolean
  session: SessionState
  /** The server wants nothing sent. */
  paused: boolean
}

const WAYS: Partial<Record<NonNullable<OutboxView['reason']>, WayOut[]>> = {
  'photo-damaged': ['reshoot', 'without-damaged'],
  'photo-gone': ['reshoot', 'without-damaged'],
  // Nothing can be made of spoiled bytes; trying again finds out whether they only read badly.
  'text-damaged': ['retry'],
}

export function rowLooks(view: Pick<OutboxView, 'word' | 'reason'>, around: Surroundings): RowLooks {
  switch (view.word) {
    case 'delivered':
      return { tone: 'done', icon: 'done', tag: 'delivered', sentence: null, ways: [] }
    case 'needs-person':
      return { tone: 'over', icon: 'alert', tag: 'needs-person', sentence: null, ways: waysFor(view.reason) }
    case 'sending':
      return { tone: 'act', icon: 'up', tag: 'sending', sentence: 'sending', ways: [] }
    case 'text-received':
      return { tone: 'act', icon: 'up', tag: 'text-received', sentence: 'text-here', ways: [] }
    case 'waits-for-wifi':
      return { tone: 'hold', icon: 'clock', tag: 'waits-for-wifi', sentence: 'wifi', ways: [] }
    case 'newer':
      return { tone: 'hold', icon: 'info', tag: 'newer', sentence: 'newer', ways: [] }
    case 'filed':
      return { tone: 'done', icon: 'done', tag: 'filed', sentence: null, ways: [] }
    case 'dismissed':
      return { tone: 'hold', icon: 'close', tag: 'dismissed', sentence: null, ways: [] }
    case 'waiting':
      return { tone: 'due', icon: 'clock', tag: 'waiting', sentence: waitsFor(around) ?? 'next-try', ways: ['retry'] }
    case 'saved':
      return { tone: 'due', icon: 'clock', tag: 'saved', sentence: waitsFor(around) ?? 'next', ways: [] }
  }
}

function waysFor(reason: OutboxView['reason']): WayOut[] {
  return (reason && WAYS[reason]) ?? ['correct', 'retry']
}

function waitsFor({ reachable, session, paused }: Surroundings): RowLooks['sentence'] {
  if (paused) return 'paused'
  if (!reachable) return 'waits-for-signal'
  return session === 'signed-in' ? null : 'waits-for-login'
}
