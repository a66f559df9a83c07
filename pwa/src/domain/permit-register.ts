/** Permits as the desk enters and reads them. Shapes only; what they mean is in `permits.ts`. */
import type { LonLat } from './geography'

export const PERMIT_KINDS = ['vending', 'outdoor', 'works', 'parking'] as const
export type PermitKind = (typeof PERMIT_KINDS)[number]

/** Days of the week (1 is Monday) between two times of day; "24:00" ends one. */
export interface WeeklySpan {
  days: number[]
  from: string
  to: string
}

export interface PermitFields {
  kind: PermitKind
  name: string
  holder: string | null
  /** One ring in WGS-84, closed or not. */
  polygon: LonLat[]
  /** Slugs; none means all. */
  categories: string[]
  /** None means always. */
  hours: WeeklySpan[]
  /** Days of the city's calendar, both included; no last day means until it is taken back. */
  from: string
  to: string | null
}

export interface PermitView extends PermitFields {
  id: string
  rev: number
}

export interface FoundPermit {
  /** Of its feature in the file, from 1. */
  number: number
  kind: PermitKind
  name: string
  polygon: LonLat[]
  from: string
  to: string | null
}

/** Why a feature of a file cannot be used. */
export interface WrongFeature {
  number: number
  pointer: string
  word: string
  detail: string
}

export interface LookedFile {
  found: FoundPermit[]
  wrong: WrongFeature[]
}

export const FILE_DATUMS = ['wgs84', 'gcj02', 'bd09'] as const
export type FileDatum = (typeof FILE_DATUMS)[number]
