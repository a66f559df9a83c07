/** A server's reading side for tests of the engine: its state, its feed, its pack, and what it was told. */
import type { ChangesPage, CityApi, Meta } from '@/api/city'
import type { PhoneState } from '@/domain/phone-state'
import { Failure } from '@/domain/problem'
import { NOW } from '@/storage/bench.testing'
import type { WorkingTimes } from '@/domain/case-clock'
import type { NearbyCase } from '@/domain/duplicates'
import type { ComplaintToFile } from '@/api/own-complaints'
import type { KitAsked } from '@/api/papers'
import type { PaperKit } from '@/domain/paper'
import type { PledgeKit } from '@/domain/pledge'
import type { TaskCase } from '@/domain/tasks'
import { receivedPack } from '@/domain/packs.testing'

/** What a server of ours would give a phone for papers. */
export const KIT: PaperKit = { templates: [], basis: [], disclaimer: '' }

export class City implements CityApi {
  state: Meta = { epoch: 'e1', server_time: new Date(NOW + 5000).toISOString(), spread_s: 0, pause: null, export_key: null }
  pages = new Map<string | null, ChangesPage>()
  packVersion = 'v1'
  failure: Failure | null = null
  /** What the phone told of itself, and which events it is told to be heard. */
  told: PhoneState[] = []
  heard: (state: PhoneState) => string[] = () => []
  /** Null: a server that does not know of tasks. */
  work: { tasks: TaskCase[]; around: NearbyCase[]; times: WorkingTimes; thumbs: Map<string, ArrayBuffer> } | null = null
  readonly asked: string[] = []
  /** Questions beside those of the reports. */
  readonly askedOfWork: string[] = []

  private answer<T>(what: string, value: () => T): Promise<T> {
    this.asked.push(what)
    return this.failure === null ? Promise.resolve(value()) : Promise.reject(this.failure)
  }
  private answerOfWork<T>(what: string, value: (work: NonNullable<City['work']>) => T): Promise<T> {
    this.askedOfWork.push(what)
    if (this.failure !== null) return Promise.reject(this.failure)
    return this.work === null ? Promise.reject(new Failure('not-found', 404)) : Promise.resolve(value(this.work))
  }
  tasks = () => this.answerOfWork('tasks', ({ tasks }) => tasks)
  around = (etag: string | null) => this.answerOfWork(`around ${etag}`, ({ around }) => (etag === 'n1' ? null : { cases: around, etag: 'n1' }))
  workingTimes = () => this.answerOfWork('times', ({ times }) => times)
  kit = KIT
  paperKit = ({ numbers, blocks }: KitAsked) => this.answerOfWork(`kit ${numbers} ${blocks.join()}`, () => this.kit)
  pledges: PledgeKit = { schemes: [], streets: {}, shops: {} }
  pledgeKit = (etag: string | null) => this.answerOfWork(`pledges ${etag}`, () => (etag === 'k1' ? null : { kit: this.pledges, etag: 'k1' }))
  /** Complaints filed here. */
  readonly complaints: ComplaintToFile[] = []
  fileComplaint = (one: ComplaintToFile) => this.answerOfWork('complaint', () => void this.complaints.push(one))
  thumb = (sha256: string) =>
    this.answerOfWork(`thumb ${sha256}`, ({ thumbs }) => {
      const bytes = thumbs.get(sha256)
      return bytes === undefined ? null : { bytes, mime: 'image/jpeg' }
    })
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
