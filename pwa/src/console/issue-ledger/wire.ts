/** What screens of the issue ledger know of the wire. */
export { FIELDS } from '@/api/issue-ledger'
export type { Counts, Issue, IssueImportRow } from '@/api/issue-ledger'
