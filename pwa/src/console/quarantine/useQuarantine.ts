/** The quarantine of this page; what is typed stays while another screen is looked at. */
import type { QuarantineApi } from '@/api/quarantine'

import { quarantineApi } from '../server'
import { useSession } from '../session/useSession'
import { createQuarantine } from './createQuarantine'

const guardedApi: QuarantineApi = {
  list: (filter) => useSession().guarded(() => quarantineApi.list(filter)),
  get: (id) => useSession().guarded(() => quarantineApi.get(id)),
  file: (id, text, reason) => useSession().guarded(() => quarantineApi.file(id, text, reason)),
  dismiss: (id, reason) => useSession().guarded(() => quarantineApi.dismiss(id, reason)),
}
const quarantine = createQuarantine(guardedApi)

export const useQuarantine = () => quarantine
