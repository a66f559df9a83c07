/** What the server refused as a report and kept: its shapes on the wire. */
export interface PersonName {
  id: string
  name: string
}

export interface Settlement {
  outcome: 'filed' | 'dismissed'
  report_id: string | null
  /** Null for the operator at the server. */
  by: PersonName | null
  at: string
  reason: string | null
}

export interface QuarantineRow {
  id: number
  report_id: string
  reason: string
  sender: PersonName
  device_id: string | null
  device_seq: number | null
  received_at: string
  size: number
  settled: Settlement | null
}

export interface Fault {
  word: string
  line: number | null
  column: number | null
  errors: { pointer: string; detail: string }[]
}

export interface Difference {
  pointer: string
  filed: string | null
  sent: string | null
}

export interface QuarantineWhole extends QuarantineRow {
  cut_off: boolean
  text: string
  masked: boolean
  fault: Fault | null
  /** A draft, written as a report. */
  proposal: string | null
  /** The id it would be filed under when its own is taken. */
  new_id: string | null
  filed: { report_id: string; received_at: string; text: string; differences: Difference[] } | null
}
