/** What a city decides of handling, as the server writes it. */

export const STAGES = ['dispatch', 'arrange', 'check', 'close', 'verify'] as const
export type Stage = (typeof STAGES)[number]

export interface HandlingSettings {
  /** Only who may file opens cases; what was accepted waits for it. */
  separate_filing: boolean
  /** Urgent reports are filed as they arrive. */
  green_channel: boolean
  auto_close: string[]
  /** Percent by category; what is not listed is always checked on the spot. */
  sampled: Record<string, number>
  seven_days_exempt: string[]
  /** Working minutes, and natural minutes for urgent cases. */
  stages: Record<string, [normal: number, urgent: number]>
  /** The declared end of a snowfall. */
  snow_stopped_at: string | null
}

export interface SettingsInForce extends HandlingSettings {
  seed_sha256: string | null
  rev: number
}

export interface SettingsVersion {
  rev: number
  at: string
  by: { id: string; name: string } | null
  settings: HandlingSettings & { seed_sha256: string | null }
  /** Told once it draws no longer: anybody may draw again. */
  ended_seed: string | null
}

/** A draw: `value`, of ten thousand, below `percent` hundredths of a percent means a check on the spot. */
export interface DrawView {
  case_no: string
  at: string
  category: string | null
  percent: number
  value: number
  checked: boolean
  seed: string
}
