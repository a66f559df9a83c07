/** Whistles, spoken with the real server, and the case of the open one. */
import { computed, ref, shallowRef } from 'vue'

import type { ListedWhistle } from '@/domain/case-work'
import type { CaseView } from '@/domain/views'

import { createPaged, type Query } from '../createPaged'
import { casesApi, whistlesApi } from '../server'
import { useSession } from '../session/useSession'

const paged = createPaged<ListedWhistle>((query) => useSession().guarded(() => whistlesApi.list(query)))
const chosen = ref<string | number | null>(null)
const found = shallowRef<CaseView | null>(null)
const failure = shallowRef<unknown>(null)
const one = computed(() => paged.items.value.find(({ id }) => id === chosen.value) ?? null)

async function ask(query: Query): Promise<void> {
  await paged.ask(query)
  if (one.value === null) await choose(paged.items.value[0]?.id ?? null)
}

/** The case says which moves are this person's. */
async function choose(id: string | number | null): Promise<void> {
  chosen.value = id
  failure.value = null
  const no = one.value?.case_no
  if (found.value?.case_no !== no) found.value = null
  if (no === undefined) return
  try {
    const now = await useSession().guarded(() => casesApi.get(no))
    if (chosen.value === id) put(now)
  } catch (error) {
    if (chosen.value === id) failure.value = error
  }
}

/** The case as it is now, with its whistles, which the list shows too. */
function put(now: CaseView): void {
  if (one.value?.case_no === now.case_no) found.value = now
  const told = new Map((now.whistles ?? []).map((whistle) => [whistle.id, whistle]))
  paged.items.value = paged.items.value.map((row) => ({ ...row, ...told.get(row.id), case_no: row.case_no }))
}

export const useWhistles = () => ({ ...paged, loadFailure: paged.failure, chosen, one, found, failure, ask, choose, put })
