/**
 * The public's page: say something without an account, and see the answer with a number and its code. No framework, so
 * that it opens at once on any phone; words come from the message files.
 */
import { uuid7 } from '@/domain/identity'
import english from '@/i18n/messages/en/feedback.json'
import chinese from '@/i18n/messages/zh-CN/feedback.json'
import { element, field, filled, refill } from '@/ui/elements'
import { ask, type Answer, type Filed, type Looked, type Said, type Trouble } from './door'

type Words = typeof chinese.feedback
type Locale = 'zh-CN' | 'en'
const WORDS: Record<Locale, Words> = { 'zh-CN': chinese.feedback, en: english.feedback }
const KINDS = ['complaint', 'suggestion', 'praise'] as const

export function openPage(root: HTMLElement, ask_: typeof ask = ask): void {
  let locale: Locale = navigator.language.startsWith('zh') || !navigator.language ? 'zh-CN' : 'en'
  let view: 'say' | 'look' | 'sent' = 'say'
  let filed: Filed | null = null
  const said: Said = { kind: 'complaint', text: '', place: '', contact: '' }
  const sought = { number: '', code: '' }

  const words = () => WORDS[locale]
  const moment = (iso: string) => new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Shanghai' }).format(new Date(iso))

  function troubleWords(trouble: Trouble): string {
    return trouble.word === 'busy' ? filled(words().failed.busy, { n: String(trouble.minutes) }) : words().failed[trouble.word]
  }

  function input(into: Record<string, string>, name: string, tag: 'input' | 'textarea', attributes: Record<string, string>): HTMLElement {
    const control = element(tag, { ...attributes, autocomplete: 'off' })
    control.value = into[name] ?? ''
    control.addEventListener('input', () => (into[name] = control.value))
    return control
  }

  /** Runs `work` while the button says so; `status` tells what went wrong. */
  function form(parts: HTMLElement[], button: string, busy: string, work: (status: HTMLElement) => Promise<void>): HTMLElement {
    const status = element('p', { role: 'status', class: 'status' })
    const push = element('button', { class: 'push', type: 'submit' }, button)
    const made = element('form', { novalidate: true }, ...parts, status, push)
    made.addEventListener('submit', (event) => {
      event.preventDefault()
      status.textContent = ''
      push.disabled = true
      push.textContent = busy
      void work(status).finally(() => {
        push.disabled = false
        push.textContent = button
      })
    })
    return made
  }

  function sayForm(): HTMLElement {
    const kinds = element('fieldset', { class: 'kinds' }, element('legend', {}, words().kind))
    for (const kind of KINDS) {
      const radio = element('input', { type: 'radio', name: 'kind', value: kind, ...(said.kind === kind && { checked: true }) })
      radio.addEventListener('change', () => (said.kind = kind))
      kinds.append(element('label', {}, radio, words().kinds[kind]))
    }
    const into = said as unknown as Record<string, string>
    const parts = [
      kinds,
      field('text', words().text, input(into, 'text', 'textarea', { rows: '5', maxlength: '2000', placeholder: words()['text-hint'] })),
      field('place', words().place, input(into, 'place', 'input', { maxlength: '200' })),
      field('contact', words().contact, input(into, 'contact', 'input', { maxlength: '100' }), words()['contact-what']),
    ]
    return form(parts, words().send, words().sending, async (status) => {
      if (said.text.trim() === '') return void (status.textContent = words().lacks)
      // Told again after an answer that was lost, it is still one.
      said.id ??= uuid7(Date.now())
      const answer: Answer<Filed> = await ask_('/complaints', said)
      if ('trouble' in answer) return void (status.textContent = troubleWords(answer.trouble))
      filed = answer.told
      Object.assign(said, { id: undefined, text: '', place: '', contact: '' })
      Object.assign(sought, { number: filed.number, code: filed.code })
      show('sent')
    })
  }

  function sentNote({ number, code, due_at }: Filed): HTMLElement {
    const { sent } = words()
    const line = (name: string, value: string) => element('div', {}, element('dt', {}, name), element('dd', {}, value))
    const button = (label: string, to: 'say' | 'look', kind: string) => {
      const made = element('button', { type: 'button', class: `push ${kind}` }, label)
      made.addEventListener('click', () => show(to))
      return made
    }
    return element(
      'section', { class: 'sent' },
      element('h2', { tabindex: '-1' }, sent.title),
      element('p', {}, filled(sent.what, { due: moment(due_at) })),
      element('dl', {}, line(sent.number, number), line(sent.code, code)),
      button(sent.look, 'look', ''), button(sent.again, 'say', 'plain'),
    )
  }

  function lookForm(): HTMLElement {
    const answers = element('div', { class: 'answers' })
    const parts = [
      field('number', words().number, input(sought, 'number', 'input', { maxlength: '40', autocapitalize: 'characters' })),
      field('code', words().code, input(sought, 'code', 'input', { maxlength: '40', autocapitalize: 'characters' })),
    ]
    const made = form(parts, words().look, words().looking, async (status) => {
      refill(answers)
      const answer: Answer<Looked> = await ask_('/complaint-answers', sought)
      if ('trouble' in answer) return void (status.textContent = troubleWords(answer.trouble))
      const { told } = answer
      status.textContent = filled(words().state[told.state], { due: moment(told.due_at), why: told.dismissed_because ?? '' })
      answers.append(...told.answers.map(({ text, at }) => element('article', {}, element('p', {}, text), element('small', {}, filled(words()['answered-at'], { at: moment(at) })))))
    })
    made.append(answers)
    return made
  }

  function head(): HTMLElement {
    const next: Locale = locale === 'en' ? 'zh-CN' : 'en'
    const other = element('button', { type: 'button', class: 'language', lang: next }, WORDS[next].name)
    other.addEventListener('click', () => {
      locale = next
      show(view)
    })
    const tab = (name: 'say' | 'look') => {
      const current = view === name || (view === 'sent' && name === 'say')
      const made = element('button', { type: 'button', ...(current && { 'aria-current': 'page' }) }, words().tabs[name])
      made.addEventListener('click', () => show(name))
      return made
    }
    return element(
      'header', {},
      element('div', { class: 'line' }, element('h1', {}, words().title), other),
      element('p', {}, words().what),
      element('nav', { 'aria-label': words().title }, tab('say'), tab('look')),
    )
  }

  function show(next: typeof view): void {
    view = next
    document.documentElement.lang = locale
    document.title = words().title
    const body = view === 'look' ? lookForm() : view === 'sent' && filed ? sentNote(filed) : sayForm()
    refill(root, head(), element('main', {}, body))
    root.querySelector<HTMLElement>('h2')?.focus()
  }

  show('say')
}
