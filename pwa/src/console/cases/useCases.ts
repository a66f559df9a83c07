/** The one list of cases of this page; it stays while a case is read, so that going back and turning pages work. */
import { ref } from 'vue'

import { casesApi } from '../server'
import { useSession } from '../session/useSession'
import { createCases } from './createCases'

/** Whether the list shows pictures: this desk's own choice, kept where it was made. */
const STORED_AS = 'xunjie.case-pictures'
const pictured = ref(remembered())
const cases = createCases((query) => useSession().guarded(() => casesApi.list(query)), () => pictured.value)

/** Storage may be closed to the page; then the choice lasts as long as the page. */
function remembered(): boolean {
  try {
    return localStorage.getItem(STORED_AS) !== 'no'
  } catch {
    return true
  }
}

function showPictures(on: boolean): void {
  pictured.value = on
  try {
    localStorage.setItem(STORED_AS, on ? 'yes' : 'no')
  } catch {
    return
  }
}

export const useCases = () => ({ ...cases, pictured, showPictures })
