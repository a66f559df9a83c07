/** What a check at a known place found out about this browser: kept here, told to the server, undone by a tap. */
import { browserName } from '@/domain/browser-name'
import { noteEvent } from '@/storage/events'
import { factIn, setFact, type CalibrationKept } from '@/storage/facts'
import { observeQuery } from '@/storage/observe'

import type { Cell } from './cell'
import type { Parts } from './parts'
import type { Calibrations } from './types'

type Needed = Pick<Parts, 'db' | 'now' | 'newId'> & { engine: Pick<Parts['engine'], 'poke'> }

/** `kept` holds what was read at the start: a position measured before that would carry the wrong datum. */
export function createCalibrations({ db, now, newId, engine }: Needed, kept: Cell<CalibrationKept | null>): Calibrations {
  const browser = browserName(navigator.userAgent)
  // Another page of this browser may do the check.
  observeQuery(async () => (await factIn(db, 'calibration')) ?? null, kept.set)

  async function tell(facts: Record<string, unknown>): Promise<void> {
    // Which phone and which browser; where the person stood is nobody's business.
    await noteEvent(db, 'calibrated', { ...facts, browser }, { id: newId(), now: now() }).catch(() => undefined)
    void engine.poke('timer')
  }

  return {
    observe: kept.observe,
    browser,
    async keep({ place, datum, off_m, accuracy_m, readings }) {
      const result: CalibrationKept = { place, datum, off_m, accuracy_m, readings, browser, at: now() }
      await setFact(db, 'calibration', result)
      kept.set(result)
      await tell({ datum, off_m: Math.round(off_m), accuracy_m: Math.round(accuracy_m), readings })
    },
    async undo() {
      await setFact(db, 'calibration', undefined)
      kept.set(null)
      await tell({ datum: 'wgs84', undone: true })
    },
  }
}
