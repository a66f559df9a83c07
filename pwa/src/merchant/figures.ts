/** Pictures of a check as the shop may see them: with faces and number plates covered, or a line that says they will be. */
import { element } from '@/ui/elements'
import type { Page } from './state'
import type { Photo } from './wire'

export function checkPictures(page: Page, photos: Photo[]): HTMLElement[] {
  const words = page.words.breach
  return photos.map(({ sha256, shown }) => {
    const address = shown ? page.pictures.of(sha256) : ''
    if (!address.startsWith('blob:')) return element('p', { class: 'frame' }, !shown ? words.pending : address === 'failed' ? words['picture-failed'] : page.words.loading)
    return element('figure', {}, element('img', { src: address, alt: words['before-alt'] }), element('figcaption', {}, words.before))
  })
}
