/**
 * The rules of dispatch on their way to another version: edited here, tried on last month's cases, then saved. Saving waits
 * for a trial of exactly what would be saved. Knows its ports; must not know HTTP or the page.
 */
import { computed, ref, shallowRef } from 'vue'

import type { DispatchRule, Fallback, RulesBody, RuleSet, TrialView } from '@/domain/dispatch'
import { Failure } from '@/domain/problem'

export interface RulesPorts {
  rules(): Promise<RuleSet>
  tryOut(body: RulesBody): Promise<TrialView>
  save(body: RulesBody, version: number, reason: string): Promise<RuleSet>
}

export const NEW_RULE: Readonly<DispatchRule> = {
  categories: [], groups: [], ownership: null, segments: [], cells: [], street: null, zones: [], hours: null, unit: '', on_duty: false, note: '',
}
const NOTHING: RulesBody = { rules: [], fallbacks: [], automatic: false, automatic_categories: [], green_channel: true }

export function createRules(ports: RulesPorts) {
  const inForce = shallowRef<RuleSet | null>(null)
  const draft = shallowRef<RulesBody>(NOTHING)
  const trial = shallowRef<TrialView | null>(null)
  const busy = ref<'load' | 'try' | 'save' | null>(null)
  const failure = shallowRef<unknown>(null)
  const stale = ref(false)
  const saved = ref(false)
  let tried = ''

  const changed = computed(() => inForce.value !== null && written(draft.value) !== written(inForce.value))
  const wasTried = computed(() => trial.value !== null && tried === written(draft.value))
  const canSave = computed(() => changed.value && wasTried.value && busy.value === null)

  async function working<T>(what: 'load' | 'try' | 'save', doing: () => Promise<T>): Promise<T | null> {
    if (busy.value !== null) return null
    busy.value = what
    failure.value = null
    try {
      return await doing()
    } catch (error) {
      failure.value = error
      stale.value = error instanceof Failure && error.slug === 'stale'
      return null
    } finally {
      busy.value = null
    }
  }

  function take(now: RuleSet): void {
    inForce.value = now
    draft.value = bodyOf(now)
    trial.value = null
    stale.value = false
  }

  const load = () => working('load', async () => take(await ports.rules()))

  function edit(change: Partial<RulesBody>): void {
    draft.value = { ...draft.value, ...change }
    saved.value = false
  }

  /** Puts a rule at its place, a new one behind the others. */
  function put(place: number, rule: DispatchRule): void {
    const rules = [...draft.value.rules]
    rules[place] = rule
    edit({ rules })
  }

  const remove = (place: number) => edit({ rules: draft.value.rules.filter((_, at) => at !== place) })

  function move(place: number, by: 1 | -1): void {
    edit({ rules: swapped(draft.value.rules, place, by) })
  }

  /** Puts a last resort at its place, a new one behind the others; the first that holds takes what no rule fits. */
  function putFallback(place: number, fallback: Fallback): void {
    const fallbacks = [...draft.value.fallbacks]
    fallbacks[place] = fallback
    edit({ fallbacks })
  }

  const removeFallback = (place: number) => edit({ fallbacks: draft.value.fallbacks.filter((_, at) => at !== place) })
  const moveFallback = (place: number, by: 1 | -1) => edit({ fallbacks: swapped(draft.value.fallbacks, place, by) })

  async function tryOut(): Promise<void> {
    const body = draft.value
    const told = await working('try', () => ports.tryOut(body))
    if (told) {
      trial.value = told
      tried = written(body)
    }
  }

  async function save(reason: string): Promise<boolean> {
    const version = inForce.value?.version
    if (!canSave.value || version === undefined) return false
    const now = await working('save', () => ports.save(draft.value, version, reason))
    if (now) take(now)
    saved.value = now !== null
    return saved.value
  }

  return { inForce, draft, trial, busy, failure, stale, saved, changed, wasTried, canSave, load, edit, put, remove, move, putFallback, removeFallback, moveFallback, tryOut, save, revert: load }
}

/** The first last resort that holds everywhere: whatever stands behind it is never asked. */
export function everywhereAt(fallbacks: readonly Fallback[]): number {
  return fallbacks.findIndex(({ segments, cells, street }) => segments.length === 0 && cells.length === 0 && !street)
}

function swapped<T>(list: readonly T[], place: number, by: 1 | -1): T[] {
  const [one, other] = [list[place], list[place + by]]
  if (one === undefined || other === undefined) return [...list]
  return list.map((entry, at) => (at === place ? other : at === place + by ? one : entry))
}

export function bodyOf({ rules, fallbacks, automatic, automatic_categories: categories, green_channel: green }: RuleSet): RulesBody {
  return { rules, fallbacks: fallbacks ?? [], automatic: automatic ?? false, automatic_categories: categories ?? [], green_channel: green ?? true }
}

const written = (body: RulesBody | RuleSet) => JSON.stringify(bodyOf(body as RuleSet))
