/**
 * Decides what a person is told when signing in failed. Must not know texts.
 */
import { Failure } from '@/domain/problem'

export interface Refusal {
  /** Key of the `login.refusal` messages. */
  key: 'credentials' | 'slow-down' | 'demo-only' | 'offline' | 'other'
  /** With `slow-down`. */
  wait_s: number | null
  /** Trying again by itself makes sense as soon as there is a network. */
  waitsForNetwork: boolean
}

const LOCAL: readonly string[] = ['no-network', 'timeout', 'not-our-server']

export function refusalFor(error: unknown): Refusal {
  const slug = error instanceof Failure ? error.slug : 'unknown'
  if (LOCAL.includes(slug)) return { key: 'offline', wait_s: null, waitsForNetwork: true }
  if (slug === 'bad-credentials') return plain('credentials')
  if (slug === 'not-allowed') return plain('demo-only')
  if (slug === 'too-many-requests') return { ...plain('slow-down'), wait_s: (error as Failure).retry_after_s ?? 30 }
  return plain('other')
}

function plain(key: Refusal['key']): Refusal {
  return { key, wait_s: null, waitsForNetwork: false }
}
