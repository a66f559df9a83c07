/** Decides how a photo of a report can be shown. Knows what the server tells of it; must not know the page. */
import type { PhotoView, ReportView } from '@/domain/views'

export type PhotoState = 'shown' | 'missing' | 'unreadable'

export function photoState(photo: PhotoView): PhotoState {
  if (!photo.stored) return 'missing'
  return photo.decodable === false ? 'unreadable' : 'shown'
}

/** The pair for the before-and-after view: the first of each that can be shown. What was seen first is before, too. */
export function beforeAndAfter(photos: PhotoView[]): { before: PhotoView; after: PhotoView } | null {
  const first = (role: string) => photos.find((photo) => photo.role === role && photoState(photo) === 'shown')
  const [before, after] = [first('before') ?? first('scene'), first('after')]
  return before && after ? { before, after } : null
}

/** Names of the pictures to fetch ahead for reports that come next, the first photo of each before all others. */
export function toPreload(coming: ReportView[]): string[] {
  const shown = coming.map((report) => report.photos.filter((photo) => photoState(photo) === 'shown'))
  return [...shown.flatMap((photos) => photos.slice(0, 1)), ...shown.flatMap((photos) => photos.slice(1))].map(
    (photo) => photo.sha256,
  )
}

/** Photos nobody has tried to decode yet: reading the one report makes the server look. */
export function hasUndecided(report: ReportView): boolean {
  return report.photos.some((photo) => photo.stored && photo.decodable === null)
}

/** Which photo is shown first: the pair when there is one, else the first that can be shown, else the first. */
export function firstPhoto(photos: PhotoView[]): number {
  const pair = beforeAndAfter(photos)
  const place = pair ? photos.indexOf(pair.before) : photos.findIndex((photo) => photoState(photo) === 'shown')
  return Math.max(0, place)
}
