// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'

import { $, patrolPage, settle, tap, text } from '../../patrolPage.testing'
import { aDraft } from '../../samples.testing'
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

  it('shows no slider where its track cannot zoom', async () => {
    liveCamera()
    page.fake.state.drafts.set([aDraft()])
    await page.open('/capture/d1/camera')
    await settle()
    expect($('guide')).not.toBeNull()
    expect($('zoom')).toBeNull()
  })
})
