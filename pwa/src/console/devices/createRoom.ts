/**
 * The sync room: which phones ask for a person, the quiet ones on demand, the chosen phone with its numbers.
 * Knows its ports; must not know HTTP or the page. Refreshing keeps what is shown where it is.
 */
import { computed, ref, shallowRef } from 'vue'

import type { DevicesApi } from '@/api/devices'
import type { Contact, DeviceDetail, DevicePage, DeviceTotals, DeviceView } from '@/domain/devices'

import { neighbour } from '../neighbour'

const PAGE = 50
/** The most the server gives at once. */
const LARGEST_PAGE = 200

export interface RoomPorts extends DevicesApi {
  /** Told with every answer, so that the count above all pages follows. */
  onTotals(totals: DeviceTotals): void
}

export function createRoom(ports: RoomPorts) {
  const totals = shallowRef<DeviceTotals | null>(null)
  const failure = shallowRef<unknown>(null)
  const loaded = ref(false)
  const chosenId = ref<string | null>(null)
  /** Of the chosen phone, null until it is read. */
  const detail = shallowRef<DeviceDetail | null>(null)
  const detailFailure = shallowRef<unknown>(null)
  const contact = shallowRef<Contact | null>(null)
  const busy = ref(false)
  const attention = createList((cursor, limit) => ports.list('attention', cursor, limit), take)
  const quiet = createList((cursor, limit) => ports.list('quiet', cursor, limit), take)
  const quietOpen = ref(false)

  const shown = computed(() => [...attention.items.value, ...(quietOpen.value ? quiet.items.value : [])])
  /** Also when it has left the list since: nobody talking about a phone loses sight of it. */
  const chosen = computed<DeviceView | null>(() => shown.value.find((one) => one.id === chosenId.value) ?? detail.value)

  function take(page: DevicePage): void {
    totals.value = page.totals
    ports.onTotals(page.totals)
  }

  /** Asks for everything shown once more. */
  async function refresh(): Promise<void> {
    try {
      await attention.refresh()
      if (quietOpen.value) await quiet.refresh()
      failure.value = null
      loaded.value = true
    } catch (error) {
      failure.value = error
      return
    }
    if (chosenId.value === null && shown.value[0]) await choose(shown.value[0].id)
    else if (chosenId.value !== null) await readDetail(chosenId.value)
  }

  async function choose(id: string): Promise<void> {
    if (chosenId.value !== id) {
      chosenId.value = id
      detail.value = null
      detailFailure.value = null
      contact.value = null
    }
    await readDetail(id)
  }

  async function readDetail(id: string): Promise<void> {
    await showing(id, () => ports.get(id))
  }

  /** The row before or after the chosen one. */
  function step(by: 1 | -1): DeviceView | null {
    const place = shown.value.findIndex((one) => one.id === chosenId.value)
    const next = neighbour(shown.value, place, by) ?? null
    if (by === 1 && place >= attention.items.value.length - 5) void more(attention)
    return next
  }

  async function more(list: DeviceList): Promise<void> {
    try {
      await list.more()
      failure.value = null
    } catch (error) {
      failure.value = error
    }
  }

  async function toggleQuiet(): Promise<void> {
    quietOpen.value = !quietOpen.value
    if (quietOpen.value) await refresh()
  }

  async function revealContact(): Promise<void> {
    const id = chosenId.value
    if (id === null) return
    await act(id, async () => {
      const found = await ports.contact(id)
      if (chosenId.value === id) contact.value = found
    })
  }

  async function markSeen(eventId: string): Promise<void> {
    await note((id) => ports.markSeen(id, eventId))
  }

  async function markAsked(): Promise<void> {
    await note((id) => ports.markAsked(id))
  }

  /** Notes something about the chosen phone; the list follows, the phone stays in sight. */
  async function note(how: (id: string) => Promise<DeviceDetail>): Promise<void> {
    const id = chosenId.value
    if (id === null) return
    await act(id, async () => {
      await showing(id, () => how(id), true)
      await attention.refresh()
      if (quietOpen.value) await quiet.refresh()
    })
  }

  async function act(id: string, work: () => Promise<void>): Promise<void> {
    busy.value = true
    try {
      await work()
    } catch (error) {
      if (chosenId.value === id) detailFailure.value = error
    } finally {
      busy.value = false
    }
  }

  /** Shows what `ask` answers, unless another phone was chosen meanwhile. */
  async function showing(id: string, ask: () => Promise<DeviceDetail>, throwing = false): Promise<void> {
    try {
      const found = await ask()
      if (chosenId.value !== id) return
      detail.value = found
      detailFailure.value = null
    } catch (error) {
      if (throwing) throw error
      if (chosenId.value === id) detailFailure.value = error
    }
  }

  return {
    ...{ totals, failure, loaded, attention, quiet, quietOpen, shown, chosen, chosenId, detail, detailFailure, contact, busy },
    ...{ refresh, choose, step, more, toggleQuiet, revealContact, markSeen, markAsked },
  }
}

type Ask = (cursor: string | null, limit: number) => Promise<DevicePage>
export type DeviceList = ReturnType<typeof createList>

function createList(ask: Ask, take: (page: DevicePage) => void) {
  const items = shallowRef<DeviceView[]>([])
  const hasMore = ref(false)
  const loading = ref(false)
  let cursor: string | null = null
  /** Pages of an older reading are dropped. */
  let reading = 0

  /** Reads as many as are shown from the top again; what is shown stays until all of it is here. */
  async function refresh(): Promise<void> {
    const mine = (reading += 1)
    const wanted = Math.max(items.value.length, PAGE)
    let fresh: DeviceView[] = []
    let page: DevicePage | null = null
    do {
      page = await ask(page?.cursor ?? null, Math.min(wanted - fresh.length, LARGEST_PAGE))
      if (mine !== reading) return
      fresh = [...fresh, ...unknownTo(fresh, page.items)]
    } while (page.has_more && fresh.length < wanted)
    settle(fresh, page)
  }

  async function more(): Promise<void> {
    if (loading.value || (!hasMore.value && items.value.length > 0)) return
    const mine = (reading += 1)
    loading.value = true
    try {
      const page = await ask(cursor, PAGE)
      if (mine === reading) settle([...items.value, ...unknownTo(items.value, page.items)], page)
    } finally {
      loading.value = false
    }
  }

  function settle(list: DeviceView[], page: DevicePage): void {
    items.value = list
    cursor = page.cursor
    hasMore.value = page.has_more
    take(page)
  }

  return { items, hasMore, loading, refresh, more }
}

/** The order may have changed between two pages: nothing is listed twice. */
function unknownTo(known: DeviceView[], page: DeviceView[]): DeviceView[] {
  const ids = new Set(known.map((one) => one.id))
  return page.filter((one) => !ids.has(one.id))
}

export type Room = ReturnType<typeof createRoom>
