/** Papers, templates and numbers, spoken with the real server. */
import { createNoticesApi, type NoticesApi, type PaperLine, type PaperNumber } from '@/api/notices'
import { createHttp } from '@/api/http'
import { uuid7 } from '@/domain/identity'

import { createPaged } from '../createPaged'
import { useSession } from '../session/useSession'
import { createPaper } from './createPaper'

const real = createNoticesApi(createHttp())
const { guarded } = useSession()

export const noticesApi: NoticesApi = {
  handedOut: () => guarded(() => real.handedOut()),
  list: (...of) => guarded(() => real.list(...of)),
  get: (...of) => guarded(() => real.get(...of)),
  proposal: (...of) => guarded(() => real.proposal(...of)),
  draft: (...of) => guarded(() => real.draft(...of)),
  change: (...of) => guarded(() => real.change(...of)),
  move: (...of) => guarded(() => real.move(...of)),
  templates: () => guarded(() => real.templates()),
  saveTemplate: (...of) => guarded(() => real.saveTemplate(...of)),
  basis: (...of) => guarded(() => real.basis(...of)),
  saveBasis: (...of) => guarded(() => real.saveBasis(...of)),
  numbers: (...of) => guarded(() => real.numbers(...of)),
}

const ledger = createPaged<PaperLine>((query) => noticesApi.list(query))
const numbers = createPaged<PaperNumber>((query) => noticesApi.numbers(query))

export const useLedger = () => ledger
export const useNumbers = () => numbers
export const usePaper = () => createPaper(noticesApi, () => uuid7(Date.now()))
