// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'

import { fakePhone, trouble } from '../fakePhone.testing'
import { useDraft } from './useDraft'

describe('a draft on the screen', () => {
  let fake: ReturnType<typeof fakePhone>
  let scope: EffectScope
  let api: ReturnType<typeof useDraft>
  let id: string
  const stored = () => fake.state.drafts.get().find((draft) => draft.id === id)

  beforeEach(async () => {
    vi.useFakeTimers()
    fake = fakePhone()
    id = (await fake.phone.drafts.begin()).id
    scope = effectScope()
    api = scope.run(() => useDraft(fake.phone, id))!
    await api.load()
  })
  afterEach(() => {
    scope.stop()
    vi.useRealTimers()
  })

  it('is shown changed at once and stored', async () => {
    const change = api.change({ category: 'sl2_out_of_shop' })
    expect(api.draft.value?.category).toBe('sl2_out_of_shop')
    await change
    expect(stored()?.category).toBe('sl2_out_of_shop')
  })

  it('keeps what was typed when storing fails, and says so', async () => {
    fake.state.failing.set('change', trouble('full'))
    await api.change({ category: 'sl2_out_of_shop' })
    expect(api.trouble.value).toBe('full')
    expect(api.draft.value?.category).toBe('sl2_out_of_shop')
    await api.change({ category: 'sl2_out_of_shop' })
    expect(api.trouble.value).toBeNull()
  })

  it('that cannot be read says so, is not sealed unseen, and is read by the next try', async () => {
    const get = fake.phone.drafts.get
    fake.phone.drafts.get = () => Promise.reject(trouble('stalled'))
    const unread = scope.run(() => useDraft(fake.phone, id))!
    await unread.load()
    expect([unread.trouble.value, unread.gone.value, await unread.seal()]).toEqual(['stalled', false, false])
    fake.phone.drafts.get = get
    await unread.storeUnsaved()
    expect([unread.trouble.value, unread.draft.value?.id]).toEqual([null, id])
  })

  it('keeps saying so until what failed is stored, and any later write takes it along', async () => {
    fake.state.failing.set('change', trouble('full'))
    await api.change({ category: 'sl2_out_of_shop' })
    await api.awaitPhoto(null)
    expect(api.trouble.value).toBe('full')
    await api.change({ handled_on_spot: true })
    expect(api.trouble.value).toBeNull()
    expect(stored()).toMatchObject({ category: 'sl2_out_of_shop', handled_on_spot: true })
  })

  it('shows what could not be stored also after a picture was', async () => {
    fake.state.failing.set('change', trouble('full'))
    await api.change({ category: 'sl2_out_of_shop' })
    await api.addPhoto(new Blob(['x']), 'scene', 'camera')
    expect(api.draft.value).toMatchObject({ category: 'sl2_out_of_shop', photos: [{ role: 'scene' }] })
    expect(api.trouble.value).toBe('full')
  })

  it('is not sealed without words for which there was no room', async () => {
    api.writeNote('last words')
    fake.phone.drafts.change = () => Promise.reject(trouble('full'))
    expect(await api.seal()).toBe(false)
    expect([api.trouble.value, api.draft.value?.note]).toEqual(['full', 'last words'])
    expect(fake.state.calls).not.toContain('seal')
  })

  it('is sealed with a picture that first found no room, once it has some', async () => {
    fake.state.failing.set('addPhoto', trouble('full'))
    await api.addPhoto(new Blob(['x']), 'scene', 'camera')
    expect(api.unsaved.value).toHaveLength(1)
    expect(await api.seal()).toBe(true)
    expect(fake.state.calls.filter((call) => call === 'addPhoto')).toHaveLength(2)
    expect(fake.state.calls.at(-1)).toBe('seal')
  })

  it('stores a note when the typing rests, once', async () => {
    fake.state.calls.length = 0
    for (const note of ['n', 'no', 'note']) api.writeNote(note)
    expect(stored()?.note).toBe('')
    await vi.advanceTimersByTimeAsync(300)
    expect(stored()?.note).toBe('note')
    expect(fake.state.calls).toEqual(['change'])
  })

  it('stores a note at once when the page is left', async () => {
    api.writeNote('unfinished')
    scope.stop()
    await vi.advanceTimersByTimeAsync(0)
    expect(stored()?.note).toBe('unfinished')
  })

  it('stores a note at once when the app goes to the background', async () => {
    api.writeNote('unfinished')
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
    await vi.advanceTimersByTimeAsync(0)
    expect(stored()?.note).toBe('unfinished')
    Reflect.deleteProperty(document, 'visibilityState')
  })

  it('does not lose the words being typed when a picture arrives', async () => {
    api.writeNote('typing')
    expect(await api.addPhoto(new Blob(['x']), 'scene', 'camera')).toBe(true)
    expect(api.draft.value).toMatchObject({ note: 'typing', photos: [{ role: 'scene' }] })
  })

  it('says that a picture is not stored', async () => {
    fake.state.failing.set('addPhoto', trouble('missing'))
    expect(await api.addPhoto(new Blob(['x']), 'scene', 'gallery')).toBe(false)
    expect(api.trouble.value).toBe('missing')
    expect(api.photos.value).toEqual([])
  })

  it('is sealed with its last words, once', async () => {
    await api.change({ category: 'sl2_out_of_shop' })
    api.writeNote('last words')
    const [first, second] = await Promise.all([api.seal(), api.seal()])
    expect([first, second]).toEqual([true, false])
    expect(fake.state.calls.filter((call) => call === 'seal')).toHaveLength(1)
    expect(fake.state.calls.lastIndexOf('change')).toBeLessThan(fake.state.calls.indexOf('seal'))
  })

  it('stays when sealing fails', async () => {
    fake.state.failing.set('seal', trouble('stalled'))
    expect(await api.seal()).toBe(false)
    expect(api.trouble.value).toBe('stalled')
    expect(api.sealing.value).toBe(false)
    expect(stored()).toBeDefined()
  })

  it('that was sealed elsewhere is gone', async () => {
    await fake.phone.drafts.discard(id)
    await api.load()
    expect(api.gone.value).toBe(true)
  })
})
