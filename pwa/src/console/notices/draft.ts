/** What a person fills into the form of a paper, and what is sent of it. Knows no screen and no clock but the city's. */
import type { Paper, PaperSaid, Proposal, Receiver, Template } from '@/api/notices'

import { cityMoment, fieldMoment } from '../cityMoment'

export interface Draft {
  caseNo: string
  templateId: number | null
  receiver: Receiver
  address: string
  at: string
  where: string
  what: string
  basis: number[]
  requirement: string
  deadline: string
  photos: string[]
  level: string
  replyBy: string
  cc: string
  /** The supervision order that is put on paper. */
  orderRef: string | null
}

export type Lack = 'template' | 'receiver' | 'at' | 'where' | 'what' | 'requirement' | 'deadline' | 'level' | 'replyBy'
/** Half past five in the afternoon of the next day, unless the case says otherwise. */
const USUAL_HOUR = 'T17:30'
const DAY_MS = 86_400_000

export function draftFrom(proposal: Proposal, now: Date): Draft {
  const tomorrow = fieldMoment(new Date(now.getTime() + DAY_MS)).slice(0, 10) + USUAL_HOUR
  return {
    caseNo: proposal.case_no,
    templateId: null,
    receiver: proposal.receiver ?? { kind: 'party', code: null, name: '' },
    address: proposal.address,
    at: fieldMoment(proposal.facts.at),
    where: proposal.facts.where,
    what: proposal.facts.what,
    basis: [],
    requirement: '',
    deadline: proposal.deadline ? fieldMoment(proposal.deadline) : tomorrow,
    photos: [],
    level: '',
    replyBy: '',
    cc: '',
    orderRef: null,
  }
}

export function draftOf(paper: Paper): Draft {
  return {
    caseNo: paper.case_no,
    templateId: paper.template.id,
    receiver: { ...paper.receiver },
    address: paper.address,
    at: fieldMoment(paper.facts.at),
    where: paper.facts.where,
    what: paper.facts.what,
    basis: paper.basis.map((one) => one.id),
    requirement: paper.requirement,
    deadline: fieldMoment(paper.deadline),
    photos: paper.photos.map((one) => one.sha256),
    level: paper.level ?? '',
    replyBy: fieldMoment(paper.reply_by),
    cc: paper.cc.join('\n'),
    orderRef: paper.order_ref,
  }
}

/** What must still be filled in. */
export function lacks(draft: Draft, template: Template | undefined): Lack[] {
  const supervises = template?.kind === 'supervision'
  const empty: Record<Lack, boolean> = {
    template: template === undefined,
    receiver: draft.receiver.name.trim() === '',
    at: draft.at === '',
    where: draft.where.trim() === '',
    what: draft.what.trim() === '',
    requirement: draft.requirement.trim() === '',
    deadline: draft.deadline === '',
    level: supervises && draft.level === '',
    replyBy: supervises && draft.replyBy === '',
  }
  return (Object.keys(empty) as Lack[]).filter((name) => empty[name])
}

/** What is sent of a draft that lacks nothing. */
export function saidOf(draft: Draft, template: Template): PaperSaid {
  const supervises = template.kind === 'supervision'
  return {
    case_no: draft.caseNo,
    template_id: template.id,
    receiver: { ...draft.receiver, name: draft.receiver.name.trim(), code: draft.receiver.kind === 'party' ? null : draft.receiver.code },
    address: draft.address.trim(),
    facts: { at: cityMoment(draft.at) ?? '', where: draft.where.trim(), what: draft.what.trim() },
    basis: draft.basis,
    requirement: draft.requirement.trim(),
    deadline: cityMoment(draft.deadline) ?? '',
    photos: draft.photos,
    level: supervises ? draft.level : null,
    reply_by: supervises ? cityMoment(draft.replyBy) : null,
    cc: supervises ? draft.cc.split('\n').map((line) => line.trim()).filter(Boolean) : [],
    order_ref: supervises ? draft.orderRef : null,
  }
}

/** The requirement with a phrase of the template added on a line of its own; the same phrase is there once. */
export function withPhrase(requirement: string, phrase: string): string {
  const lines = requirement.split('\n').map((line) => line.trim()).filter(Boolean)
  return lines.includes(phrase) ? requirement : [...lines, phrase].join('\n')
}
