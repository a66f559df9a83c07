/** The register of permits, spoken with the real server; a draft stays while another screen is looked at. */
import type { PermitsApi } from '@/api/permits'
import { uuid7 } from '@/domain/identity'

import { permitsApi } from '../server'
import { useSession } from '../session/useSession'
import { cityDay } from '../when'
import { createPermitFile } from './createPermitFile'
import { createPermits } from './createPermits'

const guarded: PermitsApi = {
  list: (query) => useSession().guarded(() => permitsApi.list(query)),
  get: (id) => useSession().guarded(() => permitsApi.get(id)),
  put: (...args) => useSession().guarded(() => permitsApi.put(...args)),
  takeBack: (...args) => useSession().guarded(() => permitsApi.takeBack(...args)),
  look: (...args) => useSession().guarded(() => permitsApi.look(...args)),
  bring: (...args) => useSession().guarded(() => permitsApi.bring(...args)),
}
const permits = createPermits(guarded, () => cityDay(new Date()), () => uuid7(Date.now()))

export const usePermits = () => permits
export const usePermitFile = () => createPermitFile(guarded)
