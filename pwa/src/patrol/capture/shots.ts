/**
 * Decides which pictures a report still lacks. Lacking ones are said, never demanded: they become a flag.
 */
import type { DraftPhoto } from '@/domain/draft'
import type { PhotoRole } from '@/domain/report'

/** Roles the camera offers for a finding: the whole scene first, so that the place can be told, then the thing. */
export const FINDING_ROLES: readonly PhotoRole[] = ['scene', 'close']
const DEFAULT_MIN = 2

export interface ShotsWanted {
  photos_min: number | null
  handled_on_spot: boolean
}

export function countOf(photos: readonly Pick<DraftPhoto, 'role'>[], role: PhotoRole): number {
  return photos.filter((photo) => photo.role === role).length
}

/** Roles the camera shows as tabs, the after-picture only for what was solved on the spot. */
export function offeredRoles(wanted: Pick<ShotsWanted, 'handled_on_spot'>): PhotoRole[] {
  return wanted.handled_on_spot ? [...FINDING_ROLES, 'after'] : [...FINDING_ROLES]
}

/** What is still lacking, one entry per missing picture. */
export function lackingShots(photos: readonly Pick<DraftPhoto, 'role'>[], wanted: ShotsWanted): PhotoRole[] {
  const findings = photos.filter((photo) => photo.role !== 'after').length
  const missing = Math.max(0, (wanted.photos_min ?? DEFAULT_MIN) - findings)
  const lacking: PhotoRole[] = FINDING_ROLES.filter((role) => countOf(photos, role) === 0).slice(0, missing)
  while (lacking.length < missing) lacking.push('close')
  if (wanted.handled_on_spot && countOf(photos, 'after') === 0) lacking.push('after')
  return lacking
}

/** The role to shoot next: what lacks first, else the same again. */
export function nextRole(photos: readonly Pick<DraftPhoto, 'role'>[], wanted: ShotsWanted, now: PhotoRole): PhotoRole {
  return lackingShots(photos, wanted)[0] ?? now
}

/** Only a role the camera knows may come from an address. */
export function roleFrom(text: unknown): PhotoRole {
  return text === 'close' || text === 'after' || text === 'before' ? text : 'scene'
}
