/**
 * One table on its way into the ledger: which column is what, what would become of its lines, and its entry.
 * Knows its port; must not know HTTP or a screen.
 */
import { computed, ref, shallowRef } from 'vue'

import type { Columns, Field, IssueImport, IssueLedgerApi } from '@/api/issue-ledger'

import { createTrying } from '../createTrying'

type Port = Pick<IssueLedgerApi, 'read' | 'map' | 'enter' | 'discard'>

export function createIssueImport(api: Port) {
  const found = shallowRef<IssueImport | null>(null)
  const failure = shallowRef<unknown>(null)
  const { busy, failure: refused, once } = createTrying()
  const leaveOut = ref(false)
  const badLines = computed(() => new Map((found.value?.bad ?? []).map((one) => [one.line, one])))
  /** Nothing is entered that is bad, unless somebody says that it is left out. */
  const ready = computed(() => found.value?.state === 'read' && found.value.good > 0 && (found.value.bad_count === 0 || leaveOut.value))

  async function open(id: string): Promise<void> {
    failure.value = null
    try {
      take(await api.read(id))
    } catch (error) {
      failure.value = error
    }
  }

  function take(told: IssueImport): void {
    found.value = told
    leaveOut.value = false
  }

  /** Says that a field is read from another column; whatever was read from that one is read from none. */
  async function choose(field: Field, column: number | null): Promise<void> {
    const shown = found.value
    if (shown === null) return
    const freed = Object.entries(shown.mapping).map(([name, at]) => [name, at === column ? null : at])
    await act(() => api.map(shown.id, shown.header_line, { ...(Object.fromEntries(freed) as Columns), [field]: column }))
  }

  async function headAt(place: number): Promise<void> {
    const shown = found.value
    if (shown !== null) await act(() => api.map(shown.id, place, shown.mapping))
  }

  const enter = () => withShown((shown) => api.enter(shown.id, shown.turn, leaveOut.value))
  const discard = () => withShown((shown) => api.discard(shown.id))

  async function withShown(how: (shown: IssueImport) => Promise<IssueImport>): Promise<boolean> {
    const shown = found.value
    return shown !== null && act(() => how(shown))
  }

  const act = (how: () => Promise<IssueImport>) => once(async () => take(await how()))

  return { found, failure, refused, busy, leaveOut, badLines, ready, open, choose, headAt, enter, discard }
}
