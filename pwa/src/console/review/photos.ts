/** Decides how a photo of a report can be shown. Knows what the server tells of it; must not know the page. */
import type { PhotoView, ReportView } from '@/domain/views'

export type PhotoState = 'shown' | 'missing' | 'unreadable' | 'clip'

export function photoState(photo: PhotoView): PhotoState {
  if (!photo.stored) return 'missing'
  if (photo.clip) return 'clip'
  return photo.decodable === false ? 'unreadable' : 'shown'
}

/** The pair for the before-and-after view: the first of each that can be shown. What was seen first is before, too. */
export function beforeAndAfter(photos: PhotoView[]): { before: PhotoView; after: PhotoView } | null {
  const first = (role: string) => photos.find((photo) => photo.role === role && photoState(photo) === 'shown')
  const [before, after] = [first('before') ?? first('scene'), first('after')]
  return before && after ? { before, after } : null
}

/**
 * Pictures of reports that may be looked at next, in the order in which a person would miss them. `reports` stand in
 * that order; what is seen of each at first sight (one picture, or a pair) goes before all others.
 */
export function toPreload(reports: ReportView[]): string[] {
  const shown = reports.map(({ photos }) => {
    const first = firstSight(photos)
    return { first, rest: photos.filter((photo) => photoState(photo) === 'shown' && !first.includes(photo)) }
  })
  return [...shown.flatMap(({ first }) => first), ...shown.flatMap(({ rest }) => rest)].map((photo) => photo.sha256)
}

function firstSight(photos: PhotoView[]): PhotoView[] {
  const pair = beforeAndAfter(photos)
  return pair ? [pair.before, pair.after] : photos.filter((photo) => photoState(photo) === 'shown').slice(0, 1)
}

/** Photos nobody has tried to decode yet: reading the one report makes the server look. */
export function hasUndecided(report: ReportView): boolean {
  return report.photos.some((photo) => photo.stored && photo.decodable === null && !photo.clip)
}

/** Which photo is shown first: the pair when there is one, else the first that can be shown, else the first. */
export function firstPhoto(photos: PhotoView[]): number {
  const pair = beforeAndAfter(photos)
  const place = pair ? photos.indexOf(pair.before) : photos.findIndex((photo) => photoState(photo) === 'shown')
  return Math.max(0, place)
}
