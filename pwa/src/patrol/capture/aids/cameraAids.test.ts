// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest'

import { $, patrolPage, settle, tap, text } from '../../patrolPage.testing'
import { aDraft, aPhoto } from '../../samples.testing'
import { liveCamera } from './liveCamera.testing'

const page = patrolPage()

describe('a live camera', () => {
  it('says calmly what the picture should show, by the category and the tab', async () => {
    liveCamera()
    const poster = { ...page.fake.state.areaPack!.categories[0]!, slug: 'poster', shots: ['scene', 'number'], advice_en: 'Leave it on the wall.' }
    page.fake.state.areaPack!.categories.push(poster)
    page.fake.state.drafts.set([aDraft({ category: 'poster' })])
    await page.open('/capture/d1/camera')
    await settle()
    expect(text('guide')).toContain('step back')
    expect(text('advice')).toBe('Leave it on the wall.')
    await tap('role-number')
    expect(text('guide')).toContain('every digit readable')
    expect($('role-close')).toBeNull()
  })

  it('zooms where its track can, and shows no slider elsewhere', async () => {
    const camera = liveCamera({ zoom: { min: 1, max: 4, step: 0.5 } })
    page.fake.state.drafts.set([aDraft()])
    await page.open('/capture/d1/camera')
    await settle()
    const slider = $('zoom') as HTMLInputElement
    slider.value = '2.5'
    slider.dispatchEvent(new Event('input'))
    await settle()
    expect(camera.asked).toEqual([{ advanced: [{ zoom: 2.5 }] }])
    expect(slider.getAttribute('aria-valuetext')).toBe('2.5×')
  })

  it('shows the stamp as it will be: time, place with datum and accuracy, category, numbers, and no name', async () => {
    liveCamera()
    page.fake.state.drafts.set([aDraft({ id: '01930000-aaaa-7bbb-8ccc-0123456789ab', category: 'sl2_out_of_shop' })])
    await page.open('/capture/01930000-aaaa-7bbb-8ccc-0123456789ab/camera')
    await settle()
    const said = text('stamp')
    expect(said).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/)
    for (const part of ['113.670000, 34.740000 ±8 m · WGS-84', 'Out-of-shop trading · Wide', 'No. patrol01', 'Report 456789AB', 'Photo code once taken']) {
      expect(said).toContain(part)
    }
    expect(said).not.toContain('Patrol One')
  })

  it('shows no slider where its track cannot zoom', async () => {
    liveCamera()
    page.fake.state.drafts.set([aDraft()])
    await page.open('/capture/d1/camera')
    await settle()
    expect($('guide')).not.toBeNull()
    expect($('zoom')).toBeNull()
  })
})

describe('a picture of afterwards', () => {
  const position = { lon: 113.67, lat: 34.7404, accuracy_m: 3, fixed_at: null, source: 'gps' as const, datum: 'wgs84' as const }
  const before = aPhoto({ photo_id: 'before', role: 'scene' })

  async function open(role: string): Promise<void> {
    liveCamera()
    vi.stubGlobal('ondeviceorientationabsolute', null)
    page.fake.state.photos.set('before', new Blob(['jpeg']))
    page.fake.state.drafts.set([
      aDraft({ handled_on_spot: true, photos: [before], position: { ...position, heading: { deg: 98, accuracy_deg: null, source: 'compass' } } }),
    ])
    await page.open(`/capture/d1/camera?role=${role}`)
    await settle()
  }

  it('is taken through the one before, as strong as the person likes or not at all', async () => {
    await open('after')
    expect($('twin-picture')?.getAttribute('src')).toMatch(/^blob:/)
    const slider = $('twin-strength') as HTMLInputElement
    slider.value = '80'
    slider.dispatchEvent(new Event('input'))
    await settle()
    expect($('twin-picture')?.style.opacity).toBe('0.8')
    expect(text('guide')).toContain('match the overlay')
    await tap('twin-switch')
    expect([$('twin-picture'), $('twin-strength')]).toEqual([null, null])
    await tap('twin-switch')
    expect($('twin-picture')).not.toBeNull()
  })

  it('is told how far off it is, and where to turn', async () => {
    await open('after')
    expect(text('twin')).toContain('44 m away')
    expect(text('twin')).toContain('Walk back there')
    dispatchEvent(Object.assign(new Event('deviceorientationabsolute'), { alpha: 270, beta: 90, gamma: 0, absolute: true }))
    await vi.waitFor(() => expect(text('twin')).toContain('8° too far left'))
    expect(text('twin')).toContain('Right direction')
    expect(text('twin')).toContain('Walk left')
  })

  it('alone has something before it', async () => {
    await open('close')
    expect($('twin')).toBeNull()
  })
})
