// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'

import type { MessageView } from '@/phone/types'
import { $, all, patrolPage, tap, text } from '../patrolPage.testing'

const page = patrolPage()

function message(id: string, more: Partial<MessageView> = {}): MessageView {
  return { id, kind: 'case-closed', case_no: 'A1', unit: null, facts: {}, urgent: false, at: '2026-11-20T10:00:00Z', read_at: null, ...more }
}

describe('the messages of a patrol', () => {
  it('are reached from my reports and say what happened in sentences', async () => {
    page.fake.state.messages = [message('1', { kind: 'report-to-amend', case_no: null, facts: { reason: 'too dark', category: 'sl2_out_of_shop' } })]
    await page.open('/mine')
    await tap('mine-messages')
    expect(page.router.currentRoute.value.name).toBe('messages')
    expect(text('message')).toContain('Your report needs something more')
    expect(text('message')).toContain('too dark')
    expect(text('message')).toContain('Out-of-shop trading')
  })

  it('are read with a tap', async () => {
    page.fake.state.messages = [message('1')]
    await page.open('/messages')
    await tap('message-read')
    expect(page.fake.state.messages[0]?.read_at).not.toBeNull()
    expect($('message-read')).toBeNull()
  })

  it('come page by page', async () => {
    page.fake.state.messages = [message('3'), message('2'), message('1')]
    await page.open('/messages')
    expect(all('message')).toHaveLength(2)
    await tap('messages-more')
    expect(all('message')).toHaveLength(3)
    expect($('messages-more')).toBeNull()
  })

  it('say that there is no connection, and what is shown stays', async () => {
    page.fake.state.messages = [message('1')]
    await page.open('/messages')
    page.fake.state.failing.set('readMessage', new Error('offline'))
    await tap('message-read')
    expect(document.body.textContent).toContain('No connection')
    expect($('message-read')).not.toBeNull()
  })

  it('of a kind that this version does not know are shown by their word', async () => {
    page.fake.state.messages = [message('1', { kind: 'something-new' })]
    await page.open('/messages')
    expect(text('message')).toContain('something-new')
  })
})
