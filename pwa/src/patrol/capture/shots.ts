/**
 * Decides which pictures a report still lacks. Lacking ones are said, never demanded: they become a flag.
 */
import type { DraftPhoto } from '@/domain/draft'
import type { PackCategory } from '@/domain/geography'
import { isClip } from '@/domain/media'
import type { PhotoRole, ReplyVerb } from '@/domain/report'

/** Roles the camera offers for a finding: the whole scene first, so that the place can be told, then the thing. */
export const FINDING_ROLES: readonly PhotoRole[] = ['scene', 'close']
/** What no other picture can stand for: only a close-up of the number names who posts, only the lid's words whose it is. */
const PARTICULAR: readonly PhotoRole[] = ['number', 'ownership']
const DEFAULT_MIN = 2

export interface ShotsWanted {
  photos_min: number | null
  handled_on_spot: boolean
  /** Pictures the category asks for, in its order. */
  shots: readonly PhotoRole[]
  /** What is being done about a case, which asks for pictures of its own. */
  reply?: ReplyVerb | undefined
}

/** What a picture of an answer may show; the first is what it needs. */
const REPLY_SHOTS: Record<ReplyVerb, readonly PhotoRole[]> = {
  claim: ['after'],
  progress: ['after', 'warning'],
  dispose: ['after', 'warning'],
  arrive: ['scene'],
  'check-pass': ['check'],
  'check-fail': ['check'],
  verified: ['check'],
  supplement: ['scene', 'close'],
  'sign-pledge': ['scene', 'paper'],
  // The notice that was left; never who refused.
  'refuse-pledge': ['paper'],
}

/** What the catalogue asks for; one from before it said so, or a word of a later one, leaves the two that always help. */
export function shotsOf(category: PackCategory | undefined): readonly PhotoRole[] {
  const asked = Array.isArray(category?.shots) ? category.shots : []
  const known = [...FINDING_ROLES, ...PARTICULAR].filter((role) => asked.includes(role))
  return known.length > 0 ? known : FINDING_ROLES
}

/** A clip is taken beside the pictures and stands for none of them. */
type Taken = Pick<DraftPhoto, 'role'> & Partial<Pick<DraftPhoto, 'mime'>>

export function countOf(photos: readonly Taken[], role: PhotoRole): number {
  return photos.filter((photo) => photo.role === role && !isClip(photo.mime)).length
}

/** Roles the camera shows as tabs, the after-picture only for what was solved on the spot. */
export function offeredRoles(wanted: Pick<ShotsWanted, 'handled_on_spot' | 'shots' | 'reply'>): PhotoRole[] {
  if (wanted.reply) return [...REPLY_SHOTS[wanted.reply]]
  return wanted.handled_on_spot ? [...wanted.shots, 'after'] : [...wanted.shots]
}

/** A picture of afterwards, or of a paper that was given out, shows nothing of what was found. */
const isOfFinding = (role: PhotoRole) => role !== 'after' && role !== 'paper'

/** What is still lacking, one entry per missing picture. */
export function lackingShots(photos: readonly Taken[], wanted: ShotsWanted): PhotoRole[] {
  if (wanted.reply) return photos.length > 0 ? [] : offeredRoles(wanted).slice(0, 1)
  const findings = photos.filter((photo) => isOfFinding(photo.role) && !isClip(photo.mime)).length
  const absent = wanted.shots.filter((role) => countOf(photos, role) === 0)
  const particular = absent.filter((role) => PARTICULAR.includes(role))
  const missing = Math.max(0, (wanted.photos_min ?? DEFAULT_MIN) - findings - particular.length)
  const lacking = [...absent.filter((role) => !PARTICULAR.includes(role)).slice(0, missing), ...particular]
  for (let more = missing + particular.length - lacking.length; more > 0; more -= 1) lacking.push('close')
  if (wanted.handled_on_spot && countOf(photos, 'after') === 0) lacking.push('after')
  return lacking
}

/** The role to shoot next: what lacks first, else the same again. */
export function nextRole(photos: readonly Taken[], wanted: ShotsWanted, now: PhotoRole): PhotoRole {
  return lackingShots(photos, wanted)[0] ?? now
}

/** What a picture of afterwards is compared with: the first of the finding, which the draft's place belongs to. */
export function firstPicture(photos: readonly DraftPhoto[]): DraftPhoto | undefined {
  return photos.find((photo) => isOfFinding(photo.role) && !isClip(photo.mime))
}

const FROM_ADDRESS: readonly PhotoRole[] = ['close', 'after', 'before', 'check', 'warning', 'paper', ...PARTICULAR]

/** Only a role the camera knows may come from an address. */
export function roleFrom(text: unknown): PhotoRole {
  return FROM_ADDRESS.find((role) => role === text) ?? 'scene'
}
