/**
 * Decides which parts of the console a person is shown. The server guards every request by itself;
 * this only keeps doors out of sight that would not open.
 */
import type { Person } from '@/api/session'

export type Right = 'judge' | 'cases' | 'catalog' | 'areas' | 'unit' | 'originals' | 'devices' | 'repair' | 'packet' | 'hold' | 'audit' | 'redact'

const BUNDLES: Record<string, readonly Right[]> = {
  admin: ['judge', 'cases', 'catalog', 'areas', 'originals', 'devices', 'repair', 'packet', 'hold', 'audit', 'redact'],
  supervisor: ['judge', 'cases', 'originals', 'devices', 'repair', 'packet', 'hold', 'redact'],
  unit: ['unit'],
}

export function may(person: Person | null, right: Right): boolean {
  return (person?.roles ?? []).some((role) => BUNDLES[role]?.includes(right))
}

/** Path of the first screen this person has, null for somebody who works on the phone page only. */
export function homeOf(person: Person | null): string | null {
  if (may(person, 'judge')) return '/review'
  if (may(person, 'unit')) return '/unit'
  return null
}
