/** What the shop says against a breach, and what was answered. Taking receipt of a notice takes nothing away from it. */
import { element, field, filled } from '@/ui/elements'
import { done } from './doing'
import { button, kept, workButton } from './parts'
import type { Page } from './state'
import type { Appeal, Breach } from './wire'

export function appealPart(page: Page, breach: Breach): HTMLElement[] {
  const words = page.words.appeal
  if (breach.appeal) return told(page, breach.appeal)
  if (page.isOver(breach.appeal_until)) return [element('p', { class: 'foot' }, words.late)]
  return page.drafts.of(breach.id).isAppealing ? form(page, breach) : [opening(page, breach.id)]
}

/** The way into the form; `place` keeps the ids of two of them apart. */
export function opening(page: Page, breach: string, place = ''): HTMLElement {
  const made = button(page.words.appeal.open, 'link', () => {
    page.drafts.of(breach).isAppealing = true
    page.redraw(`appeal-${breach}`)
  }, 'edit')
  made.id = `appeal-open-${breach}${place}`
  return made
}

function form(page: Page, breach: Breach): HTMLElement[] {
  const words = page.words.appeal
  const draft = page.drafts.of(breach.id)
  const text = kept(element('textarea', { rows: 4, maxlength: 500, placeholder: words['text-hint'] }), draft.appeal, (value) => (draft.appeal = value))
  const cancel = button(words.cancel, 'link', () => {
    draft.isAppealing = false
    page.redraw(`appeal-open-${breach.id}`)
  })
  const send = workButton(page, `appeal-send-${breach.id}`, [words.send, words.sending], 'push plain', async () => {
    if (draft.appeal.trim() === '') return words.lacks
    return done(page, `breaches/${breach.id}/appeal`, { id: draft.appealId, text: draft.appeal.trim() }, page.words.done.appeal, `breach-${breach.id}`)
  })
  return [field(`appeal-${breach.id}`, words.text, text, filled(words.rules, { until: page.at(breach.appeal_until) })), ...send, cancel]
}

function told(page: Page, appeal: Appeal): HTMLElement[] {
  const words = page.words.appeal
  return [
    element('p', { class: 'how' }, filled(words.state[appeal.state], { due: page.at(appeal.due_at), answer: appeal.answer })),
    element('p', { class: 'foot' }, filled(words.said, { text: appeal.text })),
  ]
}
