/** Turns status, headers and text into an Answer. Knows HTTP's words; must not know how they came. */
import type { Answer } from '@/outbox/types'

/** `digest` is what the server says of the uncompressed `text`. */
export type Reply = Answer & { etag?: string | null; digest?: string | null; text?: string }

export function replyWith(status: number, header: (name: string) => string | null, text: string): Reply {
  const contentType = header('Content-Type')
  return {
    answered: true,
    status,
    contentType,
    retryAfterS: retryAfter(header('Retry-After'), header('Date')),
    empty: text === '',
    body: contentType !== null && /\bjson\b/.test(contentType) ? parsed(text) : undefined,
    etag: header('ETag'),
    digest: header('Unencoded-Digest'),
    text,
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Seconds of a Retry-After: a number, or a moment, which is counted from the same clock's `Date`. */
export function retryAfter(value: string | null, date: string | null): number | null {
  if (value === null) return null
  if (/^\d+$/.test(value.trim())) return Number(value)
  const wait = (Date.parse(value) - Date.parse(date ?? '')) / 1000
  return Number.isNaN(wait) ? null : Math.max(0, Math.ceil(wait))
}
