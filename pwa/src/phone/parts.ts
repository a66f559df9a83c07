/** What the parts of the phone share, made once in open.ts. */
import type { CityApi } from '@/api/city'
import type { SessionApi } from '@/api/session'
import type { Ports } from '@/outbox/types'
import type { PhoneDatabase } from '@/storage/database'
import type { Outside } from '@/storage/wholeness'
import type { Engine } from '@/sync/engine'
import type { EngineState } from '@/sync/state'

import type { Cell } from './cell'
import type { Pictures } from './pictures'

export interface Parts {
  db: PhoneDatabase
  city: CityApi
  login: SessionApi
  ports: Ports
  engine: Engine
  engineState: Cell<EngineState>
  pictures: Pictures
  /** Count and journal, which survive the database. */
  outside: Outside
  /** Brings both up to date; when the phone owes more or less than before. */
  count: () => Promise<void>
  now: () => number
  newId: () => string
}
