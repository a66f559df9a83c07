// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'

import { aPerson } from '../../fakePhone.testing'
import { $, patrolPage, settle, tap } from '../../patrolPage.testing'
import { aDraft } from '../../samples.testing'

const page = patrolPage()

async function open(permissions?: string[]): Promise<void> {
  page.fake.state.session.set({ state: 'signed-in', person: aPerson({ permissions }) })
  page.fake.state.drafts.set([aDraft({ note: 'by the gate' })])
  await page.open('/capture/d1/camera')
}

async function pick(reason: string): Promise<void> {
  const input = $(`gallery-${reason}`) as HTMLInputElement
  Object.defineProperty(input, 'files', { value: [new File(['jpeg'], 'old.jpg', { type: 'image/jpeg' })], configurable: true })
  input.dispatchEvent(new Event('change'))
  await settle()
}

describe('a picture from the gallery', () => {
  it('is offered only to whom the server says that they may', async () => {
    await open(['send-reports'])
    expect($('gallery')).toBeNull()
    page.fake.state.session.set({ state: 'signed-in', person: aPerson({ permissions: ['import-gallery'] }) })
    await settle()
    expect($('gallery')).not.toBeNull()
  })

  it('is not offered where an older server says nothing, or nobody is signed in', async () => {
    await open()
    expect($('gallery')).toBeNull()
    page.fake.state.session.set({ state: 'signed-out', person: null })
    await settle()
    expect($('gallery')).toBeNull()
  })

  it('comes with a reason in the note, and is marked', async () => {
    await open(['import-gallery'])
    await tap('gallery')
    await pick('passed-on')
    expect(page.fake.state.drafts.get()).toMatchObject([
      { note: '[From the gallery: Passed on by somebody who was there]by the gate', photos: [{ source: 'gallery' }] },
    ])
    expect($('gallery-passed-on')).toBeNull()
  })

  it('has its reason on disk before its bytes', async () => {
    await open(['import-gallery'])
    await tap('gallery')
    page.fake.state.calls.length = 0
    await pick('camera')
    const written = page.fake.state.calls.filter((call) => ['change', 'addPhoto'].includes(call))
    expect(written.slice(0, 2)).toEqual(['change', 'addPhoto'])
  })
})
