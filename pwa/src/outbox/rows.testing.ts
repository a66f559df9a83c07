/** Rows in memory for tests of the outbox; the app can be killed at any write. */
import type { OutboxRow, RowStore } from './types'

/** Thrown where the app would have been killed. */
export class Killed extends Error {}

type KillPoint = 'before-write' | 'after-write' | null

export class MemoryRows implements RowStore {
  readonly table = new Map<string, OutboxRow>()
  readonly photoTable = new Map<string, { bytes: ArrayBuffer; mime: string }>()
  readonly lettings: { id: string; phase: string; level: string | undefined; photos: string[] }[] = []
  /** Asked at each write. */
  kill: () => KillPoint = () => null

  waiting() {
    return Promise.resolve([...this.table.values()].filter((row) => row.phase === 'waiting').map((row) => ({ ...row })))
  }
  delivered() {
    const done = [...this.table.values()].filter((row) => row.phase === 'delivered' || row.phase === 'replaced')
    return Promise.resolve(done.map((row) => ({ ...row })))
  }
  get(id: string) {
    const row = this.table.get(id)
    return Promise.resolve(row && { ...row })
  }
  async update(id: string, change: (row: OutboxRow) => Partial<OutboxRow> | undefined) {
    const row = this.table.get(id)
    const fields = row && change({ ...row })
    if (row && fields) this.write(() => this.table.set(id, { ...row, ...fields }))
  }
  async settle(id: string, change: Partial<OutboxRow>, letGo: string[]) {
    const row = this.table.get(id)
    if (!row) return
    this.write(() => {
      const next = { ...row, ...change }
      this.table.set(id, next)
      for (const photo of letGo) this.photoTable.delete(photo)
      if (letGo.length > 0) this.lettings.push({ id, phase: next.phase, level: next.receipt?.level, photos: letGo })
    })
  }
  async forget(id: string) {
    this.write(() => this.table.delete(id))
  }
  photo(photoId: string) {
    return Promise.resolve(this.photoTable.get(photoId))
  }

  private write(work: () => void) {
    const point = this.kill()
    if (point === 'before-write') throw new Killed()
    work()
    if (point === 'after-write') throw new Killed()
  }
}
