/** Papers, pledges and complaints of a phone in memory: what a test sets is what the screens are told. */
import type { PaperKit } from '@/domain/paper'
import type { ComplaintKept, Complaints, Draft, OwnComplaint, Papers, PledgeKitKept, Pledges, SaidHere, ShopBreach } from '@/phone/types'
import { observed } from './observed.testing'

export function officeState() {
  return {
    kit: observed<PaperKit | null>(null),
    pledgeKit: observed<PledgeKitKept | null>(null),
    pledgeScheme: observed<string | null>(null),
    said: observed<Record<string, SaidHere>>({}),
    breaches: [] as ShopBreach[],
    complaintsWaiting: observed<ComplaintKept[]>([]),
    complaints: [] as OwnComplaint[],
    /** Complaints stay here. */
    offline: false,
  }
}

type Called = (name: string) => Promise<void>
type State = ReturnType<typeof officeState>
let serial = 0

export function fakeComplaints(state: State, called: Called): Complaints {
  return {
    observeWaiting: state.complaintsWaiting.observe,
    async say(what) {
      await called('say')
      const kept = { ...what, id: `c${(serial += 1)}`, person_id: 'p1', at: new Date().toISOString() }
      if (state.offline) state.complaintsWaiting.set([...state.complaintsWaiting.get(), kept])
      return state.offline ? 'kept' : 'sent'
    },
    drop: async (id) => state.complaintsWaiting.set(state.complaintsWaiting.get().filter((one) => one.id !== id)),
    async list() {
      await called('listComplaints')
      return state.complaints
    },
  }
}

export function fakePledges(state: State, called: Called): Pledges {
  return {
    observeKit: state.pledgeKit.observe,
    observeScheme: state.pledgeScheme.observe,
    async chooseScheme(code) {
      state.pledgeScheme.set(code)
    },
    observeSaid: state.said.observe,
    fetch: () => called('fetchPledgeKit'),
    async openBreaches() {
      await called('openBreaches')
      return state.breaches
    },
    async newCode() {
      await called('newCode')
      return { code: '482913', ends_at: Date.now() + 600_000 }
    },
  }
}

type Drafts = { drafts: { get(): Draft[] } }

export function fakePapers(state: State & Drafts, called: Called, change: (id: string, more: Partial<Draft>) => Promise<Draft>): Papers {
  return {
    observeKit: state.kit.observe,
    newId: () => `paper${(serial += 1)}`,
    fetch: () => called('fetchKit'),
    async takeNumber(draftId) {
      await called('takeNumber')
      const draft = state.drafts.get().find((one) => one.id === draftId)
      const block = state.kit.get()?.templates.find(({ id }) => id === draft?.paper?.template_id)?.block
      const running = block?.left.shift()
      if (!draft?.paper || !block || running === undefined) return false
      const number = block.form.replace('{n}', String(running))
      await change(draftId, { paper: { ...draft.paper, block_id: block.id, running, number, at: new Date().toISOString() } })
      return true
    },
  }
}
