/**
 * What stands on a stamp, in the language that is shown: the same on the camera's preview and on a stamped copy.
 * Knows facts and words; must not know canvases.
 */
import { shortNumber } from '@/domain/checks'
import type { Position } from '@/domain/report'
import type { PhotoRole } from '@/phone/types'
import { useTakingWords } from '../aids/words'
import { DATUM_NAMES } from '../../place/fixes'
import { useSegmentName } from '../../place/useSegmentName'

export interface StampFacts {
  /** Milliseconds since 1970. */
  at: number
  /** Null outside every known one. */
  segment: { code: string; name: string | null } | null
  cell: string | null
  position: Pick<Position, 'lon' | 'lat' | 'accuracy_m' | 'datum'> | null
  /** In the person's language; null while none is named. */
  category: string | null
  role: PhotoRole
  /** The patrol's number: the name they sign in with, never a person's name. */
  patrol: string | null
  report_id: string
  /** Of the photo as it is sent; null before it is taken. */
  sha256: string | null
}

export interface Stamp {
  plate: string
  /** False for a place outside every known segment. */
  known: boolean
  time: string
  lines: string[]
}

const BEIJING_MS = 8 * 3_600_000

/** `2026-11-20 08:15:30` in Beijing, wherever the phone thinks it is. */
export function beijingTime(at: number): string {
  return new Date(at + BEIJING_MS).toISOString().slice(0, 19).replace('T', ' ')
}

export function useStampWords(): (facts: StampFacts) => Stamp {
  const t = useTakingWords()
    const segmentName = useSegmentName()

  function place({ position, cell }: StampFacts): string[] {
    if (position === null) return [t('taking.stamp.no-position')]
    const accuracy = position.accuracy_m === null ? '' : ` ${t('place.accuracy-m', { m: Math.round(position.accuracy_m) })}`
    const line = `${position.lon.toFixed(6)}, ${position.lat.toFixed(6)}${accuracy} · ${DATUM_NAMES[position.datum]}`
    return cell === null ? [line] : [line, `${t('place.cell')} ${cell}`]
  }

  return (facts) => ({
    plate: facts.segment === null ? t('taking.stamp.no-segment') : segmentName(facts.segment),
    known: facts.segment !== null,
    time: beijingTime(facts.at),
    lines: [
      [facts.category, t(`role.${facts.role}`)].filter((part) => part !== null).join(' · '),
      ...place(facts),
      [
        ...(facts.patrol === null ? [] : [t('taking.stamp.patrol', { number: facts.patrol })]),
        t('taking.stamp.report', { number: shortNumber(facts.report_id) }),
        facts.sha256 === null ? t('taking.stamp.hash-later') : t('taking.stamp.hash', { hash: facts.sha256.slice(0, 8) }),
      ].join(' · '),
    ],
  })
}
