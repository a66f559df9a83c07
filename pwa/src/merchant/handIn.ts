/** Photos of what was put right: taken or chosen, looked at, sent, and the check asked for. */
import { element, field, filled } from '@/ui/elements'
import { done } from './doing'
import { MOST_PHOTOS, type Draft } from './drafts'
import { icon, kept, workButton } from './parts'
import type { Page } from './state'
import { sendPhoto, type Progress } from './upload'
import type { Breach } from './wire'
import { troubleWords } from './words'

export function handInPart(page: Page, breach: Breach): HTMLElement[] {
  const words = page.words.breach
  const draft = page.drafts.of(breach.id)
  const id = `hand-in-${breach.id}`
  const isBusy = page.busy.has(id)
  const hasShots = draft.shots.length > 0
  const send = workButton(page, id, [words['hand-in'], words['handing-in']], hasShots ? 'push' : 'push plain', () => handIn(page, breach, draft), 'check')
  const shoot = taking(page, breach, `shoot-${breach.id}`, hasShots ? words['shoot-more'] : words.shoot, hasShots ? 'push plain' : 'push', true)
  const choose = taking(page, breach, `choose-${breach.id}`, words.choose, 'push plain', false)
  const takers = element('div', { class: 'takers' }, shoot, choose)
  const progress = element('p', { class: 'progress', id: `progress-${breach.id}` }, draft.progress)
  if (isBusy) return [progress, ...send]
  if (!hasShots) return [takers, ...send]
  const note = kept(element('textarea', { rows: 2, maxlength: 500 }), draft.note, (value) => (draft.note = value))
  return [...(draft.shots.length < MOST_PHOTOS ? [takers] : [element('p', {}, filled(words['most-photos'], { n: MOST_PHOTOS }))]), field(`note-${breach.id}`, words.note, note), ...send]
}

/** A file field that looks like a button. `capture` opens the camera at once where the browser can. */
function taking(page: Page, breach: Breach, id: string, label: string, looks: string, capture: boolean): HTMLElement {
  const input = element('input', { type: 'file', id, accept: 'image/*', class: 'unseen', ...(capture ? { capture: 'environment' } : { multiple: true }) })
  input.addEventListener('change', () => void take(page, breach, [...(input.files ?? [])]))
  return element('label', { class: looks }, input, icon(capture ? 'camera' : 'photo'), label)
}

async function take(page: Page, breach: Breach, files: File[]): Promise<void> {
  const words = page.words.breach
  const id = `hand-in-${breach.id}`
  page.announce(words.making)
  page.notes.set(id, words.making)
  page.redraw()
  const usable = []
  for (const file of files) usable.push(await page.drafts.add(breach.id, file))
  const wrong = usable.every(Boolean) ? '' : words.unreadable
  page.notes.set(id, wrong)
  page.announce(wrong || words.after)
  page.redraw(wrong ? `shoot-${breach.id}` : id)
}

/** Answers what went wrong, in words. */
async function handIn(page: Page, breach: Breach, draft: Draft): Promise<string | undefined> {
  const words = page.words.breach
  if (draft.shots.length === 0) return words['needs-photo']
  for (const [place, shot] of draft.shots.entries()) {
    const trouble = await sendPhoto(page.door, shot.bytes, shot.sha256, (progress) => tell(page, breach.id, draft, place, progress))
    if (trouble) return troubleWords(page.words, trouble)
  }
  const said = { id: draft.handInId, photos: draft.shots.map(({ sha256 }) => sha256), note: draft.note.trim() }
  const wrong = await done(page, `breaches/${breach.id}/handin`, said, page.words.done['hand-in'], `breach-${breach.id}`)
  if (!wrong) page.drafts.forget(breach.id)
  return wrong
}

/** Only this line changes while bytes go out: a page drawn anew a hundred times would be restless. */
function tell(page: Page, breach: string, draft: Draft, place: number, { sent, total, waiting }: Progress): void {
  const words = page.words.breach
  const percent = Math.floor((sent / total) * 100)
  draft.progress = waiting ? words.waiting : filled(words.progress, { n: place + 1, all: draft.shots.length, percent })
  const line = document.getElementById(`progress-${breach}`)
  if (line) line.textContent = draft.progress
  if (waiting) page.announce(draft.progress)
}
