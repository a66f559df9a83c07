/** The units of the roster, fetched once for every picker and name of this page. */
import { computed, shallowRef } from 'vue'

import type { UnitView } from '@/domain/roster'

import { rosterApi } from '../server'
import { useSession } from '../session/useSession'

const units = shallowRef<UnitView[]>([])
const byCode = computed(() => new Map(units.value.map((unit) => [unit.code, unit])))
let underWay: Promise<void> | null = null

async function fetchOnce(): Promise<void> {
  try {
    units.value = await useSession().guarded(() => rosterApi.units())
  } finally {
    underWay = null
  }
}

/** Resolves once names are there; without them a code stands for the name. */
function load(again = false): Promise<void> {
  if (units.value.length > 0 && !again) return Promise.resolve()
  return (underWay ??= fetchOnce())
}

const nameOf = (code: string) => byCode.value.get(code)?.name ?? code
/** Units that work can be given to. */
const active = computed(() => units.value.filter((unit) => unit.active))

export const useUnits = () => ({ units, active, byCode, nameOf, load })
