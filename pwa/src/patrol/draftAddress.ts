/** Where a draft is gone on with: a finding in its form, an answer on the page of what it answers. */
import type { Draft } from '@/phone/types'

export type DraftAddress =
  | { name: 'form'; params: { id: string } }
  | { name: 'task'; params: { caseNo: string } }
  | { name: 'answer'; params: { reportId: string } }
  | { name: 'pledge'; params: { shopId: string } }

export function draftAddress({ id, reply_to: reply }: Pick<Draft, 'id' | 'reply_to'>): DraftAddress {
  if (reply?.case_no) return { name: 'task', params: { caseNo: reply.case_no } }
  if (reply?.report_id) return { name: 'answer', params: { reportId: reply.report_id } }
  if (reply?.shop_id) return { name: 'pledge', params: { shopId: reply.shop_id } }
  return { name: 'form', params: { id } }
}

/** Whether anything would be missed if it went. An answer knows its category before anybody did anything. */
export function isWorthKeeping({ photos, note, category, reply_to: reply, pledge }: Pick<Draft, 'photos' | 'note' | 'category' | 'reply_to' | 'pledge'>): boolean {
  if (photos.length > 0 || note !== '' || pledge) return true
  return reply ? Object.keys(reply.answers).length > 0 : category !== null
}
