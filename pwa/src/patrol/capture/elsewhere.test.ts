// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'

import { aPerson } from '../fakePhone.testing'
import { $, patrolPage, settle, tap, text } from '../patrolPage.testing'
import { aDraft, aPhoto } from '../samples.testing'

const page = patrolPage()

describe('a report that another page writes', () => {
  beforeEach(async () => {
    page.fake.state.drafts.set([aDraft({ category: 'sl2_out_of_shop', photos: [aPhoto()], note: 'theirs' })])
    page.fake.state.mine.set(false)
    await page.open('/capture/d1')
  })

  it('can only be read here', async () => {
    expect(text('elsewhere')).toContain('Another page is writing this report')
    expect(document.querySelector('main')?.hasAttribute('inert')).toBe(true)
    expect($('save')?.hasAttribute('disabled')).toBe(true)
    expect(page.fake.state.calls).not.toContain('change')
  })

  it('is taken over by one tap, as it is by then', async () => {
    page.fake.state.drafts.set([aDraft({ category: 'sl2_out_of_shop', photos: [aPhoto()], note: 'theirs, longer' })])
    await tap('take-over')
    expect($('elsewhere')).toBeNull()
    expect(($('note') as HTMLTextAreaElement).value).toBe('theirs, longer')
    expect($('save')?.hasAttribute('disabled')).toBe(false)
  })

  it('is left for the home screen once the other page has sealed it', async () => {
    page.fake.state.drafts.set([])
    page.fake.state.mine.set(true)
    await settle()
    expect(page.router.currentRoute.value.name).toBe('home')
  })
})

describe('a camera over a report that another page writes', () => {
  beforeEach(async () => {
    page.fake.state.drafts.set([aDraft({ awaiting_photo: 'scene' })])
    page.fake.state.mine.set(false)
    page.fake.state.session.set({ state: 'signed-in', person: aPerson({ permissions: ['import-gallery'] }) })
    await page.open('/capture/d1/camera')
  })

  it('takes no picture that it could not keep', () => {
    expect($('elsewhere')).not.toBeNull()
    expect([$('camera-input'), $('gallery')].map((input) => input?.hasAttribute('disabled'))).toEqual([true, true])
  })

  it('is closed without throwing away what the other page took since', async () => {
    page.fake.state.drafts.set([aDraft({ photos: [aPhoto()] })])
    await tap('camera-close')
    expect(page.router.currentRoute.value.name).toBe('home')
    expect(page.fake.state.drafts.get()).toMatchObject([{ photos: [{ photo_id: 'f1' }] }])
  })

  it('is left for the home screen once the other page has sealed it', async () => {
    page.fake.state.drafts.set([])
    page.fake.state.mine.set(true)
    await settle()
    expect(page.router.currentRoute.value.name).toBe('home')
  })
})
