/** A phone in memory for tests of the screens: keeps drafts and rows as the real one promises, stores nothing. */
import type { Abilities, CalibrationKept, Draft, MessageView, OutboxView, Phone, Readiness, StoreState, Trouble } from '@/phone/types'
import type { AreaPack, Placement } from '@/domain/geography'
import type { ReportView } from '@/domain/views'
import { fakeComplaints, fakePapers, fakePledges, officeState } from './fakeOffice.testing'
import { aPerson, fakeSession, sessionState } from './fakeSession.testing'
import { fakeTasks, workState } from './fakeTasks.testing'
import { observed } from './observed.testing'
import { aDraft, aPhoto, aView } from './samples.testing'

export { aPerson, observed }

export function trouble(kind: Trouble['trouble']): Trouble {
  return Object.assign(new Error(kind), { trouble: kind })
}

const READY: Readiness = {
  storage: { ok: true, trouble: null },
  persisted: { ok: true },
  pack: { ok: true, version: 'v1', fetched_at: Date.now() },
  outbox_empty: { ok: true, pending: 0 },
  clock: { ok: true, offset_ms: 120 },
  worker: { ok: true },
  session: { ok: true },
  calibration: null,
  browser: { ok: true, in_app: null, missing: [] },
}

/** Everything a test may look at or change beside the phone itself. */
export function fakePhone() {
  const state = {
    ...sessionState(),
    drafts: observed<Draft[]>([]),
    outbox: observed<OutboxView[]>([]),
    reports: observed<ReportView[]>([]),
    ...workState(),
    messages: [] as MessageView[],
    ...officeState(),
    pack: observed<Parameters<Parameters<Phone['places']['observe']>[0]>[0]>(null),
    sync: observed<Parameters<Parameters<Phone['sync']['observe']>[0]>[0]>({
      status: 'resting', forbidden: false, next_try_at: null, last_contact_at: null, reachable: true, photo_in_flight: [],
      pause: null, held_over: null,
    }),
    largeOnWifi: observed(false),
    calibration: observed<CalibrationKept | null>(null),
    /** What the phone carries for somebody else. */
    others: { count: 0, oldest_at: null as number | null },
    update: observed<{ install: () => Promise<void> } | null>(null),
    placement: null as Placement | null,
    areaPack: null as AreaPack | null,
    details: new Map<string, NonNullable<Awaited<ReturnType<Phone['outbox']['detail']>>>>(),
    ready: READY,
    abilities: { missing: [], inApp: null } as Abilities,
    store: observed<StoreState>('fine'),
    /** Answer to a page that claims a draft; a second claimant elsewhere is told apart by this. */
    mine: observed(true),
    loss: null as ReturnType<Phone['loss']>,
    photos: new Map<string, Blob>(),
    calls: [] as string[],
    /** The next call of this name rejects with this. */
    failing: new Map<string, unknown>(),
  }
  let serial = 0

  async function called(name: string): Promise<void> {
    state.calls.push(name)
    const error = state.failing.get(name)
    state.failing.delete(name)
    if (error !== undefined) throw error
  }

  async function change(id: string, more: Partial<Draft>): Promise<Draft> {
    const draft = state.drafts.get().find((one) => one.id === id)
    if (!draft) throw trouble('missing')
    const next = { ...draft, ...more }
    state.drafts.set([next, ...state.drafts.get().filter((one) => one.id !== id)])
    return next
  }

  const drop = (id: string) => state.drafts.set(state.drafts.get().filter((one) => one.id !== id))

  const phone: Phone = {
    session: fakeSession(state, called),
    drafts: {
      observe: state.drafts.observe,
      get: async (id) => state.drafts.get().find((one) => one.id === id),
      async begin() {
        await called('begin')
        const at = new Date().toISOString()
        const draft = aDraft({ id: `d${(serial += 1)}`, created_at: at, updated_at: at, captured_at: at })
        state.drafts.set([draft, ...state.drafts.get()])
        return draft
      },
      async change(id, what) {
        await called('change')
        return change(id, what)
      },
      async awaitPhoto(id, role) {
        await called('awaitPhoto')
        return change(id, { awaiting_photo: role })
      },
      async addPhoto(id, taken, { role, source, taken_at }) {
        await called('addPhoto')
        const photo = aPhoto({ photo_id: `f${(serial += 1)}`, role, source, taken_at, bytes: taken.size })
        state.photos.set(photo.photo_id, taken)
        const draft = state.drafts.get().find((one) => one.id === id)
        const captured_at = draft?.photos.length ? draft.captured_at : taken_at
        await change(id, { photos: [...(draft?.photos ?? []), photo], awaiting_photo: null, captured_at })
        return photo
      },
      async removePhoto(id, photoId) {
        const draft = state.drafts.get().find((one) => one.id === id)
        return change(id, { photos: draft?.photos.filter((photo) => photo.photo_id !== photoId) ?? [] })
      },
      async discard(id) {
        await called('discard')
        drop(id)
      },
      hold: (_id, onChange) => ({ release: state.mine.observe(onChange), takeOver: () => state.mine.set(true) }),
      async seal(id) {
        await called('seal')
        const draft = state.drafts.get().find((one) => one.id === id)
        if (!draft) throw trouble('missing')
        drop(id)
        const view = aView({
          id,
          category: draft.category,
          captured_at: draft.captured_at,
          photos: { sent: 0, of: draft.photos.length, moving: null },
          note: draft.note,
          reply: draft.reply_to ?? null,
          thumbnail_id: draft.photos[0]?.photo_id ?? null,
        })
        state.outbox.set([...state.outbox.get(), view])
        return id
      },
    },
    outbox: {
      observe: state.outbox.observe,
      observeSummary: (listener) =>
        state.outbox.observe((views) => {
          const open = views.filter((view) => !['delivered', 'filed', 'dismissed'].includes(view.word))
          const others = state.others
          listener({
            pending: open.length + others.count,
            needs_person: open.filter((view) => view.word === 'needs-person').length,
            oldest_at: open.length > 0 ? Math.min(...open.map((view) => view.sealed_at)) : others.oldest_at,
            others,
          })
        }),
      detail: async (id) => state.details.get(id),
      retry: () => called('retry'),
      async correct() {
        await called('correct')
        return (await phone.drafts.begin()).id
      },
      async sendWithoutDamaged(id) {
        await called('sendWithoutDamaged')
        return id
      },
      async exportUnsent() {
        await called('exportUnsent')
        return { file: new File(['x'], 'unsent.zip'), count: 2, photos: 5 }
      },
    },
    sync: {
      observe: state.sync.observe,
      now: () => called('now'),
      observeLargeOnWifi: state.largeOnWifi.observe,
      setLargeOnWifi: async (wait) => state.largeOnWifi.set(wait),
      sends_closed: true,
    },
    reports: {
      observe: state.reports.observe,
      refresh: () => called('refreshReports'),
      photoUrl: (sha256, size) => `/api/v1/photos/${sha256}?size=${size}`,
    },
    tasks: async () => fakeTasks(state, called),
    messages: async () => ({
      async list(cursor) {
        await called('listMessages')
        const items = cursor === null ? state.messages.slice(0, 2) : state.messages.slice(2)
        const has_more = cursor === null && state.messages.length > 2
        return { items, unread: state.messages.filter((one) => one.read_at === null).length, cursor: has_more ? 'next' : null, has_more }
      },
      async read(id) {
        await called('readMessage')
        const found = state.messages.find((one) => one.id === id)
        if (!found) throw trouble('missing')
        const now = { ...found, read_at: new Date().toISOString() }
        state.messages = state.messages.map((one) => (one.id === id ? now : one))
        return now
      },
    }),
    complaints: async () => fakeComplaints(state, called),
    papers: async () => fakePapers(state, called, change),
    pledges: async () => fakePledges(state, called),
    places: {
      observe: state.pack.observe,
      pack: async () => state.areaPack,
      categories: async () => state.areaPack?.categories ?? [],
      place: async () => state.placement,
      refresh: () => called('refreshPack'),
    },
    calibrations: {
      observe: state.calibration.observe,
      browser: 'Chrome 121',
      async keep(found) {
        await called('keep')
        state.calibration.set({ ...found, browser: 'Chrome 121', at: Date.now() })
      },
      async undo() {
        await called('undo')
        state.calibration.set(null)
      },
    },
    tiles: async () => null,
    photo: async (photoId) => state.photos.get(photoId) ?? null,
    loss: () => state.loss,
    acknowledgeLoss: () => called('acknowledgeLoss'),
    async readiness() {
      await called('readiness')
      return state.ready
    },
    askToKeep: async () => true,
    abilities: async () => state.abilities,
    observeStore: state.store.observe,
    observeUpdate: state.update.observe,
  }
  return { phone, state }
}
