/** Segments and cells of the areas in force as pickers offer them. */
import { computed } from 'vue'

import { usePack } from '../map/usePack'
import { useWords } from '../useWords'

/** People of one district say no more of a cell's code than its last digits. */
const CELL_DIGITS = 6

export function useAreaCodes() {
  const { segmentName } = useWords()
  const { pack, load } = usePack()
  const segments = computed(() => (pack.value?.segments ?? []).map((one) => ({ code: one.code, name: segmentName(one) ?? one.code })))
  const cells = computed(() => (pack.value?.cells ?? []).map(({ code }) => ({ code, name: code.slice(-CELL_DIGITS) })))
  return { segments, cells, load }
}
