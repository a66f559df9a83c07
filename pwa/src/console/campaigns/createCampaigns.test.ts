import { describe, expect, it } from 'vitest'

import type { CampaignsApi } from '@/api/campaigns'
import type { CampaignSummary, CampaignView } from '@/domain/campaigns'
import { Failure } from '@/domain/problem'

import { createCampaigns } from './createCampaigns'
import { campaignFault, fieldsOf, formOf } from './form'

const FIELDS = { first_day: '2026-11-01', last_day: '2026-11-30', categories: [], aim: '', wanted: [] }
const campaign = (name: string, more: Partial<CampaignView> = {}): CampaignView => ({ ...FIELDS, name, state: 'on', rev: 1, ...more })
const SUMMARY: CampaignSummary = { cases: 3, states: {}, categories: {}, units: [], quantities: [], figures: [] }

function page(more: Partial<CampaignsApi> = {}) {
  const asked: unknown[] = []
  const campaigns = createCampaigns({
    list: () => Promise.resolve([campaign('a', { state: 'over' }), campaign('b', { first_day: '2026-10-01' }), campaign('c', { state: 'planned' }), campaign('d')]),
    keep: (name, fields, rev) => (asked.push(['keep', name, rev]), Promise.resolve(campaign(name, { ...fields, rev: (rev ?? 0) + 1 }))),
    summary: (name) => (asked.push(['summary', name]), Promise.resolve(SUMMARY)),
    behind: (...all) => (asked.push(['behind', ...all]), Promise.resolve({ items: [{ case_no: '1' }], cursor: null, has_more: false })),
    quantities: (...all) => (asked.push(['quantities', ...all]), Promise.resolve({ items: [], cursor: null, has_more: false })),
    ...more,
  })
  return { campaigns, asked }
}

describe('campaigns', () => {
  it('that are on stand first, then planned ones, then those that are over', async () => {
    const { campaigns } = page()
    await campaigns.load()
    expect(campaigns.listed.value.map(({ name }) => name)).toEqual(['d', 'b', 'c', 'a'])
  })

  it('open their numbers to the cases behind, and close them again', async () => {
    const { campaigns, asked } = page()
    await campaigns.load()
    await campaigns.pick('b')
    await campaigns.open({ figure: 'closing-rate', part: 'numerator' })
    expect([campaigns.summary.value, campaigns.behind.items.value]).toEqual([SUMMARY, [{ case_no: '1' }]])
    await campaigns.open({ unit: '处' })
    await campaigns.open({ unit: '处' })
    expect([asked.slice(1), campaigns.opened.value]).toEqual([[['behind', 'b', 'closing-rate', 'numerator', { limit: 50 }], ['quantities', 'b', '处', { limit: 50 }]], null])
  })

  it('are entered without and changed with the revision that was read', async () => {
    const { campaigns, asked } = page()
    await campaigns.load()
    expect([await campaigns.keep('new', FIELDS, null), campaigns.name.value, campaigns.saved.value]).toEqual([true, 'new', true])
    expect(await campaigns.keep('b', { ...FIELDS, aim: 'x' }, 1)).toBe(true)
    expect([asked.filter((one) => (one as string[])[0] === 'keep'), campaigns.campaign.value?.rev]).toEqual([[['keep', 'new', null], ['keep', 'b', 1]], 2])
  })

  it('tell who was slower what counts now, and everybody else why it was refused', async () => {
    let error = new Failure('stale', 412)
    const { campaigns } = page({ keep: () => Promise.reject(error) })
    await campaigns.load()
    expect([await campaigns.keep('b', FIELDS, 1), campaigns.outpaced.value, campaigns.failure.value]).toEqual([false, true, null])
    error = new Failure('invalid-body', 422)
    expect([await campaigns.keep('b', FIELDS, 1), campaigns.outpaced.value, campaigns.failure.value]).toEqual([false, false, error])
  })

  it('show the summary of the one that was picked last', async () => {
    const answers: Record<string, (told: CampaignSummary) => void> = {}
    const { campaigns } = page({ summary: (name) => new Promise((resolve) => (answers[name] = resolve)) })
    await campaigns.load()
    const [first, second] = [campaigns.pick('a'), campaigns.pick('b')]
    answers.b?.({ ...SUMMARY, cases: 9 })
    answers.a?.(SUMMARY)
    await Promise.all([first, second])
    expect(campaigns.summary.value?.cases).toBe(9)
  })
})

describe('the form of a campaign', () => {
  it('has a name, days in order and each wanted quantity once', () => {
    const form = formOf(campaign('全城清洁', { wanted: [{ value: 200, unit: '处' }] }), '2026-11-22')
    expect([campaignFault(form), fieldsOf(form)]).toEqual([null, { ...FIELDS, wanted: [{ value: 200, unit: '处' }] }])
    expect(campaignFault({ ...form, name: ' ' })).toBe('name')
    expect(campaignFault({ ...form, last_day: '2026-10-01' })).toBe('days')
    expect(campaignFault({ ...form, wanted: [{ value: 1, unit: '处' }, { value: 2, unit: ' 处 ' }] })).toBe('wanted')
    expect(campaignFault({ ...form, wanted: [{ value: Number.NaN, unit: '处' }] })).toBe('wanted')
    expect(formOf(null, '2026-11-22')).toEqual({ name: '', first_day: '2026-11-22', last_day: '2026-11-22', categories: [], aim: '', wanted: [] })
  })
})
