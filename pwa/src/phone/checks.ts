/** What a phone knows of itself and its browser, and what a person may check. Describes promises only, as types.ts. */
import type { CalibrationKept } from '@/storage/facts'

export type { CalibrationKept }

/** In which datum this browser measures, as a person found out at a known place; WGS-84 until then. */
export interface Calibrations {
  /** The present one, at once. */
  observe(onChange: (value: CalibrationKept | null) => void): () => void
  /** This browser's name and main version. */
  browser: string
  /** From now on positions are marked with its datum. */
  keep(found: Omit<CalibrationKept, 'browser' | 'at'>): Promise<void>
  undo(): Promise<void>
}

/** One line of the check before leaving; `ok: null` means not known. */
export interface Readiness {
  storage: { ok: boolean; trouble: string | null }
  persisted: { ok: boolean | null }
  browser: { ok: boolean; in_app: Abilities['inApp']; missing: Ability[] }
  pack: { ok: boolean; version: string | null; fetched_at: number | null }
  outbox_empty: { ok: boolean; pending: number }
  clock: { ok: boolean | null; offset_ms: number | null }
  worker: { ok: boolean }
  session: { ok: boolean }
  /** Null before the first check; `same_browser` false when it is another one, or a newer, than that which was checked. */
  calibration: (Pick<CalibrationKept, 'datum' | 'off_m' | 'at'> & { same_browser: boolean }) | null
}

/** What this browser can do, found out by doing it. */
export interface Abilities {
  /** Words of what is missing, the gravest first; empty in a browser that can do everything. */
  missing: Ability[]
  /** An app that shows pages inside itself, by its own name; null in a browser. It only names, it decides nothing. */
  inApp: 'wechat' | 'wechat-mini' | 'dingtalk' | 'alipay' | null
}

export type Ability = 'database' | 'secure' | 'worker' | 'camera' | 'files' | 'locks' | 'persist'
