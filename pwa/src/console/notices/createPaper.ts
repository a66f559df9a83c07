/**
 * One paper at the desk: its draft, what was typed and not yet saved, and every move after it.
 * Knows its port; must not know HTTP or a screen.
 */
import { computed, ref, shallowRef } from 'vue'

import type { Basis, NoticesApi, Paper, PaperMove, Proposal, Template } from '@/api/notices'
import { Failure } from '@/domain/problem'

import { createTrying } from '../createTrying'
import { draftFrom, draftOf, lacks, saidOf, type Draft } from './draft'

type Port = Pick<NoticesApi, 'get' | 'proposal' | 'draft' | 'change' | 'move' | 'templates' | 'basis'>

export function createPaper(api: Port, newId: () => string, now: () => Date = () => new Date()) {
  const paper = shallowRef<Paper | null>(null)
  const proposal = shallowRef<Proposal | null>(null)
  const draft = ref<Draft | null>(null)
  const templates = shallowRef<Template[]>([])
  const basis = shallowRef<Basis[]>([])
  /** Why it could not be shown. */
  const failure = shallowRef<unknown>(null)
  /** `refused` says why the last thing was not done. */
  const { busy, failure: refused, once } = createTrying()
  /** Somebody else changed it meanwhile; what was typed here is still there. */
  const meanwhile = ref(false)
  let id = newId()
  let saved = ''

  const template = computed(() => templates.value.find((one) => one.id === draft.value?.templateId))
  const missing = computed(() => (draft.value ? lacks(draft.value, template.value) : []))
  const changed = computed(() => draft.value !== null && JSON.stringify(draft.value) !== saved)

  async function begin(caseNo: string): Promise<void> {
    await opening(async () => {
      paper.value = null
      const [told] = await Promise.all([api.proposal(caseNo), lists()])
      proposal.value = told
      draft.value = draftFrom(told, now())
      draft.value.templateId = templates.value.length === 1 ? (templates.value[0]?.id ?? null) : null
      saved = JSON.stringify(draft.value)
      id = newId()
    })
  }

  async function open(wanted: string): Promise<void> {
    await opening(async () => {
      id = wanted
      const told = await api.get(wanted)
      if (isMine(told)) {
        const [known] = await Promise.all([api.proposal(told.case_no), lists()])
        proposal.value = known
      }
      take(told)
    })
  }

  /** A draft that this person may change; whoever only signs reads it. */
  const isMine = (told: Paper) => told.state === 'draft' && told.moves.includes('change')

  async function lists(): Promise<void> {
    const [all, rules] = await Promise.all([api.templates(), api.basis()])
    templates.value = all.items.filter((one) => one.active)
    basis.value = rules.filter((one) => one.active)
  }

  async function opening(work: () => Promise<void>): Promise<void> {
    failure.value = null
    refused.value = null
    meanwhile.value = false
    try {
      await work()
    } catch (error) {
      failure.value = error
    }
  }

  function take(told: Paper): void {
    paper.value = told
    if (!isMine(told)) draft.value = null
    else {
      draft.value = draftOf(told)
      // A newer version of the same template takes the place of the one the draft was begun with.
      const newest = templates.value.find((one) => one.unit_code === told.unit_code && one.kind === told.kind)
      draft.value.templateId = newest?.id ?? null
      draft.value.basis = draft.value.basis.filter((one) => basis.value.some((rule) => rule.id === one))
    }
    saved = JSON.stringify(draft.value)
    meanwhile.value = false
  }

  /** Resolves to whether it was saved. */
  async function save(): Promise<boolean> {
    const [typed, on] = [draft.value, template.value]
    if (typed === null || on === undefined || missing.value.length > 0) return false
    const said = saidOf(typed, on)
    return act(() => (paper.value === null ? api.draft(id, said) : api.change(id, paper.value.rev, said)))
  }

  /** What was typed is saved first: nobody signs what they do not see. */
  async function issue(): Promise<boolean> {
    const toSave = draft.value !== null && (changed.value || paper.value?.template.id !== draft.value?.templateId || (paper.value?.outdated_basis.length ?? 0) > 0)
    if (toSave && !(await save())) return false
    return move('issue', {})
  }

  async function move(verb: Exclude<PaperMove, 'change'>, body: object): Promise<boolean> {
    const shown = paper.value
    return shown !== null && act(() => api.move(shown.id, shown.rev, verb, body))
  }

  const act = (how: () => Promise<Paper>) =>
    once(async () => {
      try {
        take(await how())
      } catch (error) {
        if (error instanceof Failure && error.status === 412) await catchUp()
        throw error
      }
    })

  /** The newest revision beside what was typed here. */
  async function catchUp(): Promise<void> {
    const typed = draft.value
    const told = await api.get(id).catch(() => null)
    if (told === null) return
    take(told)
    if (typed !== null && isMine(told)) draft.value = typed
    meanwhile.value = true
  }

  return {
    ...{ paper, proposal, draft, templates, basis, template, missing, changed, busy, failure, refused, meanwhile },
    ...{ begin, open, save, issue, move },
  }
}

export type UsedPaper = ReturnType<typeof createPaper>
