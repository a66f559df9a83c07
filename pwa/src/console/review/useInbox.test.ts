import { describe, expect, it } from 'vitest'

import type { Page, ReportView } from '@/domain/views'

import { aReport } from './samples.testing'
import { useInbox } from './useInbox'

/** A server with pending reports, newest first, in pages of `size`. */
function server(ids: string[], size = 50, more: Record<string, Partial<ReportView>> = {}) {
  const reports = ids.map((id) => aReport(id, more[id]))
  const asked: (string | null)[] = []
  const pending = async (cursor: string | null): Promise<Page<ReportView>> => {
    asked.push(cursor)
    const from = cursor ? reports.findIndex((report) => report.id === cursor) + 1 : 0
    const items = reports.slice(from, from + size)
    const has_more = from + size < reports.length
    return { items, has_more, cursor: has_more ? (items.at(-1)?.id ?? null) : null }
  }
  return { reports, asked, pending, isUrgent: (report: ReportView) => report.category === 'open-cover' }
}

const ids = (reports: { value: ReportView[] }) => reports.value.map((report) => report.id)
const numbered = (n: number) => Array.from({ length: n }, (_, i) => `r${i}`)

describe('the inbox', () => {
  it('chooses the first report and puts urgent ones on top', async () => {
    const inbox = useInbox(server(['a', 'b', 'c'], 50, { c: { category: 'open-cover' } }))
    await inbox.start()
    expect(ids(inbox.visible)).toEqual(['c', 'a', 'b'])
    expect(inbox.chosen.value?.id).toBe('c')
    expect(inbox.counts.value).toEqual({ all: 3, doubts: 0, urgent: 1, 'on-spot': 0 })
  })

  it('has the next page before the last report of this one is reached', async () => {
    const source = server(numbered(60), 20)
    const inbox = useInbox(source)
    await inbox.start()
    expect(source.asked).toEqual([null])
    for (let i = 0; i < 9; i += 1) inbox.step(1)
    await Promise.resolve()
    expect(source.asked).toEqual([null, 'r19'])
  })

  it('fetches on until a filter has something to show', async () => {
    const source = server(numbered(60), 20, { r55: { flags: ['gallery'] } })
    const inbox = useInbox(source)
    inbox.filter.value = 'doubts'
    await inbox.start()
    expect(ids(inbox.visible)).toEqual(['r55'])
    expect(inbox.hasMore.value).toBe(false)
  })

  it('steps no further than its ends', async () => {
    const inbox = useInbox(server(['a', 'b']))
    await inbox.start()
    inbox.step(-1)
    expect(inbox.chosenId.value).toBe('a')
    inbox.step(1)
    inbox.step(1)
    expect(inbox.chosenId.value).toBe('b')
  })

  it('tells which reports the next keys may lead to, the chosen one first, and ends where it ends', async () => {
    const inbox = useInbox(server(numbered(6)))
    await inbox.start()
    expect(ids(inbox.around)).toEqual(['r0', 'r1', 'r2', 'r3'])
    inbox.choose('r2')
    expect(ids(inbox.around)).toEqual(['r2', 'r3', 'r4', 'r1', 'r5'])
    inbox.choose('r5')
    expect(ids(inbox.around)).toEqual(['r5', 'r4'])
  })

  it('shows the next report at once when one is taken, the one before at the end', async () => {
    const inbox = useInbox(server(['a', 'b', 'c']))
    await inbox.start()
    inbox.choose('b')
    inbox.take('b')
    expect(inbox.chosenId.value).toBe('c')
    inbox.take('c')
    expect(inbox.chosenId.value).toBe('a')
  })

  it('puts a report back where it was and shows it', async () => {
    const inbox = useInbox(server(['a', 'b', 'c']))
    await inbox.start()
    const place = inbox.take('b')
    inbox.putBack(aReport('b'), place)
    expect(ids(inbox.items)).toEqual(['a', 'b', 'c'])
    expect(inbox.chosenId.value).toBe('b')
  })

  it('adds arrivals without moving the chosen report', async () => {
    const source = server(['a', 'b'])
    const inbox = useInbox(source)
    await inbox.start()
    inbox.choose('b')
    source.reports.unshift(aReport('new'))
    expect(await inbox.refresh()).toBe(1)
    expect(ids(inbox.visible)).toEqual(['new', 'a', 'b'])
    expect(inbox.chosenId.value).toBe('b')
  })

  it('drops what a colleague has judged, but not what is being looked at', async () => {
    const source = server(['a', 'b', 'c'])
    const inbox = useInbox(source)
    await inbox.start()
    source.reports.splice(0, 2)
    await inbox.refresh()
    expect(ids(inbox.visible)).toEqual(['a', 'c'])
  })

  it('keeps reports of later pages that a refresh cannot speak of', async () => {
    const source = server(numbered(30), 20)
    const inbox = useInbox(source)
    await inbox.start()
    await inbox.more()
    await inbox.refresh()
    expect(inbox.items.value).toHaveLength(30)
  })

  it('leaves reports of the next page to the next page', async () => {
    const source = server(numbered(30), 20)
    const inbox = useInbox(source)
    await inbox.start()
    inbox.take('r0')
    source.reports.splice(0, 1)
    expect(await inbox.refresh()).toBe(0)
    expect(inbox.items.value.at(-1)?.id).toBe('r19')
    await inbox.more()
    expect(inbox.items.value.map((report) => report.id)).toEqual(numbered(30).slice(1))
  })

  it('shows a report again that a colleague took back, where it was', async () => {
    const source = server(['a', 'b', 'c'])
    const inbox = useInbox(source)
    await inbox.start()
    const [taken] = source.reports.splice(1, 1)
    await inbox.refresh()
    source.reports.splice(1, 0, taken!)
    await inbox.refresh()
    expect(ids(inbox.items)).toEqual(['a', 'b', 'c'])
  })

  it('does not bring back a report whose verdict is on its way', async () => {
    const inbox = useInbox(server(['a', 'b']))
    await inbox.start()
    inbox.take('a')
    await inbox.refresh()
    expect(ids(inbox.items)).toEqual(['b'])
  })

  it('takes the newer revision of a report whose photo arrived', async () => {
    const source = server(['a'])
    const inbox = useInbox(source)
    await inbox.start()
    source.reports[0] = aReport('a', { rev: 2, note: 'now complete' })
    await inbox.refresh()
    expect(inbox.chosen.value?.note).toBe('now complete')
  })

  it('keeps a failure to show and goes on when asked again', async () => {
    const source = server(['a'])
    let broken = true
    const inbox = useInbox({ ...source, pending: (cursor) => (broken ? Promise.reject(new Error('down')) : source.pending(cursor)) })
    await inbox.start()
    expect(inbox.failure.value).toBeInstanceOf(Error)
    broken = false
    await inbox.start()
    expect(inbox.failure.value).toBeNull()
    expect(inbox.chosenId.value).toBe('a')
  })
})
