/** Decides at which of the five steps an import is, and which of them may be looked at. Knows states only. */
import type { AreaImport } from './wire'

export const STEPS = ['upload', 'fields', 'check', 'difference', 'activate'] as const
export type Step = (typeof STEPS)[number]

type Known = Pick<AreaImport, 'state' | 'fields' | 'findings' | 'difference' | 'replacing' | 'progress'>

const isRead = ({ fields }: Known) => fields.length > 0
const isClear = ({ findings, difference }: Known) => findings !== null && findings.must === 0 && difference !== null

/** Where the work on it stands. */
export function stepOf(one: Known): Step {
  switch (one.state) {
    case 'uploaded':
    case 'failed':
      return isRead(one) ? 'fields' : 'upload'
    case 'checking':
    case 'checked':
      return 'check'
    case 'discarded':
      return one.findings !== null ? 'check' : isRead(one) ? 'fields' : 'upload'
    default:
      return 'activate'
  }
}

/** The steps that show something; the file itself stands beside all of them. */
export function openSteps(one: Known): Step[] {
  const open: Step[] = isRead(one) ? ['fields'] : ['upload']
  if (one.findings !== null || one.state === 'checking') open.push('check')
  if (isClear(one)) open.push('difference')
  if (stepOf(one) === 'activate' || (one.state === 'checked' && isClear(one))) open.push('activate')
  return open
}

/** Whether the server is at work on it, so that looking again shows something new. */
export function isMoving({ state, fields, progress, replacing }: Known): boolean {
  if (state === 'checking' || state === 'activating' || progress !== null) return true
  if (state === 'uploaded') return fields.length === 0
  return replacing !== null && !replacing.ended
}

/** Whether fields, datum and options may still be changed. */
export function isOpen(one: Known): boolean {
  return isRead(one) && one.progress === null && ['uploaded', 'checked', 'failed'].includes(one.state)
}

/** Whether it may be read as something else: another coordinate system (the named one may be wrong), another of its layers. */
export function isRereadable({ state, progress }: Known): boolean {
  return progress === null && ['uploaded', 'checked', 'failed'].includes(state)
}

/** Whether it may be thrown away: nothing of it has taken effect. */
export function isDisposable({ state }: Known): boolean {
  return ['uploaded', 'checking', 'checked', 'failed'].includes(state)
}
