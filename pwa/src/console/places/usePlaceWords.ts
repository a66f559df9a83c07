/** A place in one line: segment, cell and, where it is known, by which areas. */
import { useWords } from '../useWords'
import type { Spot } from './areaAnswers'

/** The last six digits of a cell's code: people of one district say no more than that. */
const CELL_DIGITS = 6

export function usePlaceWords() {
  const { t, segmentName } = useWords()

  function whole({ segment, cell, version }: Spot): string {
    const place = t('place.whole', {
      segment: segmentName(segment) ?? t('place.noSegment'),
      cell: cell ? t('place.cell', { code: cell.code.slice(-CELL_DIGITS) }) : t('place.noCell'),
    })
    return version ? t('place.byVersion', { place, version }) : place
  }

  return { whole, segmentName }
}
