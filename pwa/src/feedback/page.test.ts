// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'

import { ask } from './door'
import { openPage } from './page'

const root = document.createElement('div')
const asked: { path: string; body: Record<string, unknown> }[] = []
let answers: unknown[] = []
const doAsk = (async (path: string, body: unknown) => {
  asked.push({ path, body: { ...(body as object) } })
  return answers.shift()
}) as typeof ask
const settle = () => new Promise((resolve) => setTimeout(resolve))
const by = <T extends HTMLElement>(selector: string) => root.querySelector(selector) as T

function write(id: string, words: string): void {
  const control = by<HTMLInputElement>(`#${id}`)
  control.value = words
  control.dispatchEvent(new Event('input'))
}

async function send(): Promise<void> {
  by('form').dispatchEvent(new Event('submit', { cancelable: true }))
  await settle()
}

beforeEach(() => {
  asked.length = 0
  Object.defineProperty(navigator, 'language', { value: 'en-GB', configurable: true })
  document.body.replaceChildren(root)
  openPage(root, doAsk)
})

describe('the page of the public', () => {
  it('wants words only, and tells number and code once', async () => {
    await send()
    expect([asked.length, by('.status').textContent]).toEqual([0, 'First say what it is about.'])
    write('text', 'Smoke at the night market')
    answers = [{ told: { number: 'TS20261121-0001', code: 'ABCD2345', due_at: '2026-11-28T02:00:00Z' } }]
    await send()
    expect(asked[0]).toMatchObject({ path: '/complaints', body: { kind: 'complaint', text: 'Smoke at the night market', contact: '' } })
    expect(root.textContent).toContain('TS20261121-0001')
    expect(root.textContent).toContain('ABCD2345')
  })

  it('keeps what was written through a failure, and sends it under the same name again', async () => {
    write('text', 'Smoke')
    answers = [{ trouble: { word: 'no-network' } }, { trouble: { word: 'busy', minutes: 7 } }]
    await send()
    expect(by('.status').textContent).toContain('still here')
    await send()
    expect(by('.status').textContent).toContain('7 min')
    expect([by<HTMLTextAreaElement>('#text').value, asked[0]?.body.id === asked[1]?.body.id]).toEqual(['Smoke', true])
  })

  it('shows the answer for number and code as text, whatever stands in it', async () => {
    const [, look] = root.querySelectorAll('nav button')
    ;(look as HTMLElement).click()
    write('number', 'TS1')
    write('code', 'x')
    answers = [{ trouble: { word: 'not-found' } }, { told: { state: 'answered', due_at: '2026-11-28T02:00:00Z', dismissed_because: null, answers: [{ text: '<b>done</b>', at: '2026-11-22T02:00:00Z' }] } }]
    await send()
    expect(by('.status').textContent).toContain('do not belong together')
    await send()
    expect(by('article p').textContent).toBe('<b>done</b>')
    expect(root.querySelector('article b')).toBeNull()
  })

  it('is there in both languages, with what was written', () => {
    write('text', '油烟')
    by('.language').click()
    expect([document.documentElement.lang, by('h1').textContent, by<HTMLTextAreaElement>('#text').value]).toEqual(['zh-CN', '投诉建议', '油烟'])
  })
})

describe('its door', () => {
  it('says what a refusal means to a person', async () => {
    const reply = (status: number, headers: Record<string, string> = {}) => async () => new Response('{}', { status, headers })
    expect(await ask('/x', {}, reply(429, { 'Retry-After': '301' }))).toEqual({ trouble: { word: 'busy', minutes: 6 } })
    expect(await ask('/x', {}, reply(404))).toEqual({ trouble: { word: 'not-found' } })
    expect(await ask('/x', {}, reply(422))).toEqual({ trouble: { word: 'other' } })
    expect(await ask('/x', {}, async () => Promise.reject(new TypeError()))).toEqual({ trouble: { word: 'no-network' } })
    expect(await ask('/x', {}, reply(201))).toEqual({ told: {} })
  })
})
