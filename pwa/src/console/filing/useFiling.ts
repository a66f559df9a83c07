/** Reports that wait to be filed, spoken with the real server. */
import { onBeforeUnmount, onMounted, ref } from 'vue'

import { handlingApi } from '../server'
import { may } from '../session/rights'
import { useSession } from '../session/useSession'
import { usePolling } from '../usePolling'
import { createFiling } from './createFiling'

const POLL_MS = 15_000
const TICK_MS = 500
/** Whether filing is a step of its own, as the door of the rail knows it. */
const isSeparate = ref(false)

async function readSeparate(): Promise<boolean> {
  isSeparate.value = (await useSession().guarded(() => handlingApi.settings())).separate_filing
  return isSeparate.value
}

export function useFiling() {
  const { guarded } = useSession()
  const filing = createFiling({
    isSeparate: readSeparate,
    waiting: () => guarded(() => handlingApi.toFile()),
    file: (report) => guarded(() => handlingApi.file(report)),
    refuse: (report, reason) => guarded(() => handlingApi.refuse(report, reason)),
    takeBack: (id) => guarded(() => handlingApi.takeBack(id)),
    now: () => Date.now(),
  })
  let timer: ReturnType<typeof setInterval> | undefined
  onMounted(() => {
    void filing.load()
    timer = setInterval(filing.tick, TICK_MS)
  })
  onBeforeUnmount(() => clearInterval(timer))
  usePolling(filing.refresh, POLL_MS)
  return filing
}

/** The rail shows the door only where there is something behind it. */
export function useFilingDoor() {
  onMounted(() => {
    if (may(useSession().person.value, 'filing')) readSeparate().catch(() => undefined)
  })
  return isSeparate
}
