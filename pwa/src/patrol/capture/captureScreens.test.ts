// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'

import { trouble } from '../fakePhone.testing'
import { $, patrolPage, settle, shoot, tap, text } from '../patrolPage.testing'
import { aDraft, aPhoto, aPlacement } from '../samples.testing'

const page = patrolPage()

describe('a report', () => {
  it('goes from the shutter to "saved on this phone" in four taps and a picture', async () => {
    await page.open()
    expect(text('place-board')).toContain('Elm Street 02')
    await tap('shutter')
    await shoot()
    await tap('camera-done')
    await tap('category-sl2_out_of_shop')
    await tap('save')
    expect(page.router.currentRoute.value.name).toBe('home')
    expect(text('saved-note')).toContain('Saved on this phone')
    expect(page.fake.state.outbox.get()).toMatchObject([{ category: 'sl2_out_of_shop', photos: { of: 1 } }])
  })

  it('is a draft on disk, waiting for its picture, before a camera opens', async () => {
    await page.open()
    await tap('shutter')
    expect(page.router.currentRoute.value.name).toBe('camera')
    expect(page.fake.state.calls.filter((call) => ['begin', 'awaitPhoto'].includes(call)).slice(0, 2)).toEqual(['begin', 'awaitPhoto'])
    expect(page.fake.state.drafts.get()[0]?.awaiting_photo).toBe('scene')
  })

  it('names its category right under the picture', async () => {
    await page.open()
    await tap('shutter')
    await shoot()
    await tap('quick-sl2_out_of_shop')
    expect(page.router.currentRoute.value.name).toBe('form')
    expect($('category-sl2_out_of_shop')?.getAttribute('aria-pressed')).toBe('true')
  })

  it('takes its place from the reading at the shutter', async () => {
    await page.open()
    await tap('shutter')
    await shoot()
    expect(page.fake.state.drafts.get()[0]?.position).toMatchObject({ lon: 113.67, lat: 34.74, accuracy_m: 8, source: 'gps', datum: 'wgs84' })
  })

  it('is never called saved when sealing failed; everything stays in the form', async () => {
    page.fake.state.drafts.set([aDraft({ category: 'sl2_out_of_shop', photos: [aPhoto()], note: 'kept' })])
    await page.open('/capture/d1')
    page.fake.state.failing.set('seal', trouble('full'))
    await tap('save')
    expect(page.router.currentRoute.value.name).toBe('form')
    expect($('saved-note')).toBeNull()
    expect(document.body.textContent).toContain('The phone is full')
    expect(($('note') as HTMLTextAreaElement).value).toBe('kept')
    await tap('save')
    expect(text('saved-note')).toContain('Saved')
  })

  it('on a full phone says what to do when the way out is shut as well', async () => {
    page.fake.state.drafts.set([aDraft({ category: 'sl2_out_of_shop', photos: [aPhoto()] })])
    await page.open('/capture/d1')
    page.fake.state.failing.set('seal', trouble('full'))
    await tap('save')
    page.fake.state.failing.set('exportUnsent', Object.assign(new Error('export'), { refusal: 'no-key' }))
    await tap('store-export')
    expect(text('storing-trouble')).toContain('Connect once')
    page.fake.state.failing.set('exportUnsent', trouble('lost'))
    await tap('store-export')
    expect(text('storing-trouble')).toContain('No file was made')
  })

  it('asks only for a category; pictures may lack', async () => {
    page.fake.state.drafts.set([aDraft({ photos: [aPhoto()] })])
    await page.open('/capture/d1')
    expect(text('photos-lacking')).toContain('Close-up')
    await tap('save')
    expect(page.fake.state.calls).not.toContain('seal')
    expect(document.body.textContent).toContain('No category yet')
    await tap('category-sl2_out_of_shop')
    await tap('save')
    expect(page.fake.state.calls).toContain('seal')
  })

  it('can be saved on a phone that has no catalogue yet', async () => {
    page.fake.state.areaPack = null
    page.fake.state.drafts.set([aDraft({ photos: [aPhoto()], note: 'what it is' })])
    await page.open('/capture/d1')
    await tap('save')
    expect(page.fake.state.calls).toContain('seal')
  })

  it('is saved with an open choice of segment, and keeps a choice once made', async () => {
    const candidate = (code: string, name: string) => ({ kind: 'segment' as const, code, name, distance_m: 4, share: 0.5 })
    page.fake.state.placement = aPlacement({
      status: 'ambiguous', segment_status: 'ambiguous', candidates: [candidate('a', 'Elm Street'), candidate('b', 'Oak Street')],
    })
    page.fake.state.drafts.set([aDraft({ category: 'sl2_out_of_shop', photos: [aPhoto()] })])
    await page.open('/capture/d1')
    expect($('place-chip')?.dataset.state).toBe('ambiguous')
    await tap('candidate-b')
    expect(page.fake.state.drafts.get()[0]?.segment_choice).toBe('b')
    expect(text('place-chip')).toContain('Oak Street')
    await tap('reason-faces-it')
    expect(page.fake.state.drafts.get()[0]?.segment_choice_why).toBe('faces-it')
    await tap('save')
    expect(page.fake.state.calls).toContain('seal')
  })

  it('about a cover names its defect and, if seen, its kind', async () => {
    page.fake.state.drafts.set([aDraft({ photos: [aPhoto()] })])
    await page.open('/capture/d1')
    await tap('category-manhole_broken')
    await tap('cover-01002')
    expect(page.fake.state.drafts.get()[0]).toMatchObject({ category: 'manhole_broken', subject: { defect: 'broken', asset_type: '01002' } })
    await tap('category-sl2_out_of_shop')
    expect(page.fake.state.drafts.get()[0]).toMatchObject({ subject: { defect: null, asset_type: null } })
  })

  it('solved on the spot wants a picture of afterwards', async () => {
    page.fake.state.drafts.set([aDraft({ category: 'sl2_out_of_shop', photos: [aPhoto(), aPhoto({ photo_id: 'f2', role: 'close' })] })])
    await page.open('/capture/d1')
    expect($('photos-lacking')).toBeNull()
    await tap('solved')
    expect(text('photos-lacking')).toContain('After')
    await tap('shoot-after')
    expect(page.router.currentRoute.value.query.role).toBe('after')
  })

  it('is thrown away only after a question', async () => {
    page.fake.state.drafts.set([aDraft({ photos: [aPhoto()] })])
    await page.open('/capture/d1')
    await tap('discard')
    expect(page.fake.state.drafts.get()).toHaveLength(1)
    await tap('discard-sure')
    expect(page.fake.state.drafts.get()).toEqual([])
    expect(page.router.currentRoute.value.name).toBe('home')
  })

  it('with nothing in it leaves no trace when the camera is closed, also by the back key', async () => {
    await page.open()
    await tap('shutter')
    await tap('camera-close')
    expect(page.fake.state.drafts.get()).toEqual([])
    await tap('shutter')
    page.router.back()
    await settle()
    expect(page.router.currentRoute.value.name).toBe('home')
    expect(page.fake.state.drafts.get()).toEqual([])
  })

  it('is not thrown away by the back key before it was read', async () => {
    page.fake.state.drafts.set([aDraft({ photos: [aPhoto()] })])
    page.fake.phone.drafts.get = () => new Promise(() => undefined)
    await page.open('/capture/d1/camera')
    await tap('camera-close')
    expect(page.fake.state.drafts.get()).toHaveLength(1)
  })

  it('left at the camera with a picture waits on the home screen', async () => {
    await page.open()
    await tap('shutter')
    await shoot()
    await tap('camera-close')
    expect(page.fake.state.drafts.get()).toMatchObject([{ awaiting_photo: null, photos: [{ role: 'scene' }] }])
    expect($('open-draft')).not.toBeNull()
  })

  it('is not begun on a full phone, and the reason is said', async () => {
    await page.open()
    page.fake.state.failing.set('begin', trouble('full'))
    await tap('shutter')
    expect(page.router.currentRoute.value.name).toBe('home')
    expect(document.body.textContent).toContain('The phone is full')
  })
})

describe('a form that was open when the app was killed', () => {
  it('comes back to the field that was being written in', async () => {
    const updated_at = new Date().toISOString()
    page.fake.state.drafts.set([aDraft({ note: 'half a', updated_at, in_form: { focus: 'note', scroll: 0 } })])
    await page.open('/')
    expect(page.router.currentRoute.value.path).toBe('/capture/d1')
    expect(document.activeElement).toBe($('note'))
  })

  it('is not returned to once the person went home', async () => {
    page.fake.state.drafts.set([aDraft({ note: 'half a', category: 'sl2_out_of_shop' })])
    await page.open('/capture/d1')
    expect(page.fake.state.drafts.get()[0]?.in_form).toEqual({ focus: null, scroll: 0 })
    document.querySelector<HTMLElement>('header button')?.click()
    await settle()
    expect(page.fake.state.drafts.get()[0]?.in_form).toBeNull()
  })

  it('is not returned to once the person went home by the back key or from the camera', async () => {
    page.fake.state.drafts.set([aDraft({ category: 'sl2_out_of_shop', photos: [aPhoto()] })])
    await page.open('/')
    await tap('open-draft')
    expect(page.fake.state.drafts.get()[0]?.in_form).not.toBeNull()
    page.router.back()
    await settle()
    expect(page.router.currentRoute.value.name).toBe('home')
    expect(page.fake.state.drafts.get()[0]?.in_form).toBeNull()
    await tap('open-draft')
    await tap('solved')
    await tap('shoot-after')
    await tap('camera-close')
    expect(page.fake.state.drafts.get()[0]).toMatchObject({ in_form: null, awaiting_photo: null })
  })
})
