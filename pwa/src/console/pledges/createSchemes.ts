/**
 * What shops promise: the schemes of a city, and a further version of one on its way. A version that is there is never changed.
 * Knows its port; must not know HTTP or a screen.
 */
import { computed, ref, type ShallowRef } from 'vue'

import type { PledgeLedgerApi } from '@/api/pledge-ledger'
import type { PledgeItem } from '@/domain/pledge'
import type { Scheme, SchemeSaid } from '@/domain/pledge-ledger'
import { Failure } from '@/domain/problem'

import { createTrying } from '../createTrying'

type Port = Pick<PledgeLedgerApi, 'schemes' | 'putScheme'>
export const MOST_ITEMS = 20

export function createSchemes(api: Port, schemes: ShallowRef<Scheme[]>) {
  const chosen = ref<string | null>(null)
  const draft = ref<SchemeSaid | null>(null)
  /** The version that the draft follows, null for a scheme of its own. */
  const follows = ref<number | null>(null)
  const meanwhile = ref(false)
  const { busy, failure, once } = createTrying()
  const one = computed(() => schemes.value.find(({ code }) => code === chosen.value) ?? null)

  const load = () =>
    once(async () => {
      schemes.value = await api.schemes()
      if (one.value === null) chosen.value = (schemes.value.find((each) => each.in_force) ?? schemes.value[0])?.code ?? null
    })

  function choose(code: string): void {
    if (draft.value === null) chosen.value = code
  }

  /** Opens a draft with what the chosen one says. */
  function begin(): void {
    const from = one.value
    if (from === null) return
    follows.value = from.version
    draft.value = saidOf(from)
    failure.value = null
  }

  function giveUp(): void {
    draft.value = null
    meanwhile.value = false
    failure.value = null
  }

  function addItem(): void {
    const items = draft.value?.items
    if (!items || items.length >= MOST_ITEMS) return
    items.push({ seq: items.length + 1, code: '', name_zh: '', name_en: '', do_zh: '', dont_zh: '', do_en: '', dont_en: '', category_slugs: [] })
  }

  function dropItem(place: number): void {
    if (draft.value) draft.value.items = numbered(draft.value.items.filter((_, at) => at !== place))
  }

  /** An item goes before or behind its neighbour. */
  function moveItem(place: number, by: 1 | -1): void {
    const items = [...(draft.value?.items ?? [])]
    const [item, other] = [items[place], items[place + by]]
    if (!draft.value || !item || !other) return
    items[place] = other
    items[place + by] = item
    draft.value.items = numbered(items)
  }

  const save = () =>
    once(async () => {
      const said = draft.value
      if (said === null) return
      try {
        const kept = await api.putScheme(trimmed(said), follows.value)
        schemes.value = [...schemes.value.filter(({ code }) => code !== kept.code), kept].sort((a, b) => (a.code < b.code ? -1 : 1))
        chosen.value = kept.code
        giveUp()
      } catch (error) {
        if (error instanceof Failure && error.status === 412) await catchUp(said.code)
        throw error
      }
    })

  /** What was typed follows the version that came meanwhile. */
  async function catchUp(code: string): Promise<void> {
    schemes.value = await api.schemes().catch(() => schemes.value)
    follows.value = schemes.value.find((each) => each.code === code)?.version ?? null
    meanwhile.value = true
  }

  return { schemes, chosen, one, draft, follows, meanwhile, busy, failure, load, choose, begin, giveUp, addItem, dropItem, moveItem, save }
}

const numbered = (items: PledgeItem[]) => items.map((item, place) => ({ ...item, seq: place + 1 }))

function saidOf({ version: _version, title: _title, in_force: _inForce, in_force_from: _from, ...said }: Scheme): SchemeSaid {
  const { code, name, city, renewal_days_on_change, term_months, notice_days, frontage_rule, items, texts } = said
  return { code, name, city, renewal_days_on_change, term_months, notice_days, frontage_rule, active: true, items: items.map((item) => ({ ...item, category_slugs: [...item.category_slugs] })), texts: { ...texts, duties: [...texts.duties] } }
}

/** Without empty sentences among the duties. */
const trimmed = (said: SchemeSaid): SchemeSaid => ({ ...said, texts: { ...said.texts, duties: said.texts.duties.map((one) => one.trim()).filter(Boolean) } })

export type UsedSchemes = ReturnType<typeof createSchemes>
