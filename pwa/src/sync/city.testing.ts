/** A server's reading side for tests of the engine: its state, its feed, its pack, and what it was told. */
import type { ChangesPage, CityApi, Meta } from '@/api/city'
import type { PhoneState } from '@/domain/phone-state'
import { Failure } from '@/domain/problem'
import { NOW } from '@/storage/bench.testing'
import { receivedPack } from '@/domain/packs.testing'

export class City implements CityApi {
  state: Meta = { epoch: 'e1', server_time: new Date(NOW + 5000).toISOString(), spread_s: 0, pause: null, export_key: null }
  pages = new Map<string | null, ChangesPage>()
  packVersion = 'v1'
  failure: Failure | null = null
  /** What the phone told of itself, and which events it is told to be heard. */
  told: PhoneState[] = []
  heard: (state: PhoneState) => string[] = () => []
  readonly asked: string[] = []

  private answer<T>(what: string, value: () => T): Promise<T> {
    this.asked.push(what)
    return this.failure === null ? Promise.resolve(value()) : Promise.reject(this.failure)
  }
  meta = () => this.answer('meta', () => this.state)
  changes = (cursor: string | null) =>
    this.answer(`changes ${cursor}`, () => {
      const page = this.pages.get(cursor)
      if (page === undefined) throw new Failure('cursor-expired', 410)
      return page
    })
  tell = (state: PhoneState) =>
    this.answer(`tell ${state.device_id} ${state.outstanding.count} ${state.outstanding.oldest}`, () => {
      this.told.push(state)
      return this.heard(state)
    })
  pack = (etag: string | null) =>
    this.answer(`pack ${etag}`, () =>
      etag === this.packVersion ? null : receivedPack(this.packVersion, {}, this.packVersion),
    )
}
