/** What the public's page asks of the server: to file something, and what became of it. */
import { giveUpAfter } from '@/domain/patience'

export interface Said {
  id?: string
  kind: string
  text: string
  place: string
  contact: string
}

export interface Filed {
  number: string
  code: string
  due_at: string
}

export interface Looked {
  state: 'open' | 'answered' | 'dismissed'
  due_at: string
  dismissed_because: string | null
  answers: { text: string; at: string }[]
}

export type Trouble = { word: 'no-network' | 'not-found' | 'other' } | { word: 'busy'; minutes: number }
export type Answer<T> = { told: T } | { trouble: Trouble }

type Fetch = typeof fetch

export async function ask<T>(path: string, body: unknown, doFetch: Fetch = (...args) => fetch(...args)): Promise<Answer<T>> {
  try {
    const response = await doFetch(`/api/v1${path}`, {
      method: 'POST',
      // Without a referrer browsers of 2018 hide the origin too, and the server takes such a write for a foreign one.
      referrerPolicy: 'same-origin',
      headers: { 'Content-Type': 'application/json', 'X-App': '1' },
      body: JSON.stringify(body),
      signal: giveUpAfter(20_000),
    })
    return response.ok ? { told: (await response.json()) as T } : { trouble: troubleOf(response) }
  } catch {
    return { trouble: { word: 'no-network' } }
  }
}

function troubleOf(response: Response): Trouble {
  if (response.status === 404) return { word: 'not-found' }
  if (response.status !== 429 && response.status !== 503) return { word: 'other' }
  return { word: 'busy', minutes: Math.max(1, Math.ceil(Number(response.headers.get('Retry-After') ?? 60) / 60)) }
}
