/** Rows in memory for tests of the outbox; the app can be killed at any step, and the disk can refuse. */
import type { OutboxRow, RowStore } from './types'

/** Thrown where the app would have been killed. */
export class Killed extends Error {}

/** What may happen at a step of the app: nothing, its death before or after the step, a disk that refuses. */
export type Fate = 'before' | 'after' | 'refuse' | null

/** The life of one running app: once killed, nothing it does has any effect. */
export class Life {
  dead = false
  /** Asked at each step, a read, a write or a request. */
  fate: () => Fate = () => null

  async step<T>(work: () => T | Promise<T>, mayRefuse = false): Promise<T> {
    if (this.dead) throw new Killed()
    const fate = this.fate()
    if (fate === 'before') this.die()
    if (fate === 'refuse' && mayRefuse) throw Object.assign(new Error('disk'), { name: 'StorageTrouble' })
    const result = await work()
    if (fate === 'after' || this.dead) this.die()
    return result
  }

  private die(): never {
    this.dead = true
    throw new Killed()
  }
}

/** What is on the disk; several apps may work on it. */
export class MemoryRows {
  readonly table = new Map<string, OutboxRow>()
  readonly photoTable = new Map<string, { bytes: ArrayBuffer; mime: string }>()
  /** Texts as a copy elsewhere has them, by row. */
  readonly copies = new Map<string, ArrayBuffer>()
  readonly lettings: { id: string; phase: string; level: string | undefined; photos: string[] }[] = []

  /** The disk as one running app sees it. */
  for(life: Life = new Life()): RowStore {
    const inPhase = (...phases: OutboxRow['phase'][]) =>
      life.step(() => [...this.table.values()].filter((row) => phases.includes(row.phase)).map((row) => ({ ...row })))
    return {
      waiting: () => inPhase('waiting'),
      parked: () => inPhase('parked'),
      delivered: () => inPhase('delivered', 'replaced'),
      get: (id) => life.step(() => this.copy(id)),
      update: (id, change) =>
        life.step(() => {
          const row = this.copy(id)
          const fields = row && change(row)
          if (row && fields) this.table.set(id, { ...row, ...fields })
        }, true),
      settle: (id, change, letGo) => life.step(() => this.settle(id, change, letGo), true),
      forget: (id) => life.step(() => void this.table.delete(id), true),
      mend: (id) =>
        life.step(() => {
          const [row, bytes] = [this.copy(id), this.copies.get(id)]
          if (row && bytes) this.table.set(id, { ...row, bytes })
          return bytes !== undefined
        }, true),
      photo: (photoId) => life.step(() => this.photoTable.get(photoId)),
    }
  }

  settle(id: string, change: Partial<OutboxRow>, letGo: string[]): void {
    const row = this.copy(id)
    if (!row) return
    const next = { ...row, ...change }
    this.table.set(id, next)
    for (const photo of letGo) this.photoTable.delete(photo)
    if (letGo.length > 0) this.lettings.push({ id, phase: next.phase, level: next.receipt?.level, photos: letGo })
  }

  private copy(id: string): OutboxRow | undefined {
    const row = this.table.get(id)
    return row && { ...row }
  }
}
