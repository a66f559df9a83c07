// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'

import { Failure } from '@/domain/problem'
import { $, patrolPage, settle, tap, text } from '../patrolPage.testing'

const page = patrolPage()

async function write(words: string): Promise<void> {
  const field = $('say-text') as HTMLTextAreaElement
  field.value = words
  field.dispatchEvent(new Event('input'))
  await settle()
}

describe('a complaint of a patrol', () => {
  it('is reached from the settings, wants words, and shows what was answered', async () => {
    page.fake.state.complaints = [{ number: 'TS1', kind: 'complaint', text: 'Rain coats', state: 'answered', case_no: null, at: '2026-11-20T02:00:00Z', due_at: '2026-11-27T02:00:00Z', answers: [{ text: 'Next week', at: '2026-11-21T02:00:00Z' }] }]
    await page.open('/settings')
    await tap('to-complaints')
    expect(text('say-own')).toContain('Next week')
    expect(($('say-send') as HTMLButtonElement).disabled).toBe(true)
    await write('The app is slow')
    await tap('say-send')
    expect(text('say-sent')).toContain('Received')
  })

  it('about a case waits on the phone without signal', async () => {
    page.fake.state.offline = true
    page.fake.state.failing.set('listComplaints', new Failure('no-network'))
    await page.open('/complaints?case=41')
    expect(document.body.textContent).toContain('About case 41')
    await write('Not ours')
    await tap('say-send')
    expect(page.fake.state.complaintsWaiting.get()[0]).toMatchObject({ case_no: '41', text: 'Not ours' })
    expect(text('say-kept')).toContain('Saved on this phone')
    expect(text('say-waiting')).toContain('waits')
  })
})
