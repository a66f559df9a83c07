/**
 * The one way to write a JSON value, so that whoever holds the same value gets the same bytes and the same hash.
 * Source: RFC 8785 (keys in the order of their UTF-16 units, numbers and strings as ECMAScript writes them).
 */
import { sha256Now } from './digest'

/** The canonical text. Fields that are undefined are no fields. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).filter(([, one]) => one !== undefined)
  const inOrder = fields.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${inOrder.map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`).join(',')}}`
}

/** The same value with its fields in canonical order, so that plain JSON of it is canonical. */
export function inOrder<T>(value: T): T {
  return JSON.parse(canonical(value)) as T
}

/** 64 lower-case hex digits of the canonical text. */
export function canonicalSha256(value: unknown): string {
  return sha256Now(new TextEncoder().encode(canonical(value)))
}
