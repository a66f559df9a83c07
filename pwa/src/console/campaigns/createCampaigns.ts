/** Campaigns with one looked at: its summary and what stands behind a number. Knows its port; must not know HTTP or the page. */
import { computed, ref, shallowRef } from 'vue'

import type { CampaignsApi } from '@/api/campaigns'
import type { CampaignFields, CampaignSummary, CampaignView, Opened, QuantityEntry } from '@/domain/campaigns'
import type { Counted } from '@/domain/figures'
import { Failure } from '@/domain/problem'

import { createPaged } from '../createPaged'

const ORDER = { on: 0, planned: 1, over: 2 } as const

export function createCampaigns(api: CampaignsApi) {
  const campaigns = shallowRef<CampaignView[]>([])
  const name = ref<string | null>(null)
  const summary = shallowRef<CampaignSummary | null>(null)
  const opened = shallowRef<Opened | null>(null)
  const loaded = ref(false)
  const busy = ref(false)
  const failure = shallowRef<unknown>(null)
  const outpaced = ref(false)
  const saved = ref(false)

  /** Those that are on come first, then planned ones, each group the newest first. */
  const listed = computed(() => [...campaigns.value].sort((one, other) => ORDER[one.state] - ORDER[other.state] || (one.first_day < other.first_day ? 1 : -1)))
  const campaign = computed(() => campaigns.value.find((one) => one.name === name.value) ?? null)
  const behind = createPaged<Counted | QuantityEntry>((query) => {
    const [at, what] = [name.value, opened.value]
    if (at === null || what === null) throw new Error('nothing is open')
    return 'unit' in what ? api.quantities(at, what.unit, query) : api.behind(at, what.figure, what.part, query)
  })

  async function load(): Promise<void> {
    failure.value = null
    try {
      campaigns.value = await api.list()
      loaded.value = true
    } catch (error) {
      failure.value = error
    }
  }

  async function pick(wanted: string | null): Promise<void> {
    name.value = wanted
    summary.value = null
    opened.value = null
    if (wanted === null) return
    failure.value = null
    try {
      const told = await api.summary(wanted)
      if (name.value === wanted) summary.value = told
    } catch (error) {
      if (name.value === wanted) failure.value = error
    }
  }

  /** Opens a number to its cases; the same again closes it. */
  async function open(what: Opened): Promise<void> {
    const again = JSON.stringify(opened.value) === JSON.stringify(what)
    opened.value = again ? null : what
    if (!again) await behind.ask({})
  }

  /** Answers whether it was kept; who was slower reads what counts now and keeps what they typed. */
  async function keep(wanted: string, fields: CampaignFields, rev: number | null): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    failure.value = null
    outpaced.value = false
    saved.value = false
    try {
      const kept = await api.keep(wanted, fields, rev)
      campaigns.value = [...campaigns.value.filter((one) => one.name !== kept.name), kept]
      saved.value = true
      void pick(kept.name)
      return true
    } catch (error) {
      if (error instanceof Failure && error.slug === 'stale') {
        await load()
        outpaced.value = true
      } else failure.value = error
      return false
    } finally {
      busy.value = false
    }
  }

  return { listed, campaign, name, summary, opened, behind, loaded, busy, failure, outpaced, saved, load, pick, open, keep }
}
