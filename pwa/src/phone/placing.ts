/** Makes a stored pack answer: its hash first, then its places, then the index. Runs in the worker and, without one, in the page. */
import { sha256 } from '@/domain/digest'
import type { AreaPack } from '@/domain/geography'
import { usableHeading } from '@/domain/heading'
import { expandPack, isCompactPack } from '@/domain/pack-form'
import { buildIndex, place, type PlacementAnswer } from '@/domain/placement'
import type { Position } from '@/domain/report'
import type { StoredPack } from '@/storage/packs'

export type Measured = Pick<Position, 'lon' | 'lat' | 'accuracy_m' | 'datum' | 'heading'>
export type Answering = (at: Measured, own: string[]) => PlacementAnswer
export type { PlacementAnswer }

/** The pack, or null when it is not what came: storage may rot. */
export async function readStored(stored: StoredPack): Promise<AreaPack | null> {
  if ('plain' in stored) return stored.plain
  if ((await sha256(new TextEncoder().encode(stored.json).buffer)) !== stored.sha256) return null
  const body: unknown = JSON.parse(stored.json)
  return isCompactPack(body) ? expandPack(body) : null
}

/** Answers for any number of positions; null when the pack is not what came. */
export async function answeringFrom(stored: StoredPack): Promise<Answering | null> {
  const pack = await readStored(stored)
  if (pack === null) return null
  const index = buildIndex(pack)
  return (at, own) => place(index, { ...at, heading_deg: usableHeading(at.heading) }, new Set(own))
}
