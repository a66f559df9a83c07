/** The issue ledger, spoken with the real server. */
import { createHttp } from '@/api/http'
import { createIssueLedgerApi, type IssueLedgerApi, type IssueRow } from '@/api/issue-ledger'
import { upload } from '@/api/upload'

import { createPaged } from '../createPaged'
import { useSession } from '../session/useSession'
import { createIssueImport } from './createIssueImport'

const real = createIssueLedgerApi(createHttp(), upload)
const { guarded } = useSession()

export const issuesApi: IssueLedgerApi = {
  list: (...of) => guarded(() => real.list(...of)),
  get: (...of) => guarded(() => real.get(...of)),
  counts: () => guarded(() => real.counts()),
  link: (...of) => guarded(() => real.link(...of)),
  report: (...of) => guarded(() => real.report(...of)),
  writeOff: (...of) => guarded(() => real.writeOff(...of)),
  reopen: (...of) => guarded(() => real.reopen(...of)),
  imports: () => guarded(() => real.imports()),
  bring: (...of) => guarded(() => real.bring(...of)),
  read: (...of) => guarded(() => real.read(...of)),
  map: (...of) => guarded(() => real.map(...of)),
  enter: (...of) => guarded(() => real.enter(...of)),
  discard: (...of) => guarded(() => real.discard(...of)),
}

const ledger = createPaged<IssueRow>((query) => issuesApi.list(query))

export const useIssues = () => ledger
export const useIssueImport = () => createIssueImport(issuesApi)
