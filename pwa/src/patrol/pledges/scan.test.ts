// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest'

import { $, patrolPage, settle, tap } from '../patrolPage.testing'
import { aDraft } from '../samples.testing'
import { SHOPS, TOKEN } from './samples.testing'

const page = patrolPage()
const path = () => page.router.currentRoute.value.fullPath
const seen = { text: '' as string | null }
vi.mock('./decoder', () => ({ openDecoder: async () => ({ read: async () => seen.text }) }))

/** happy-dom draws nothing; what is in the picture is what the decoder is told. */
async function picture(text: string | null): Promise<void> {
  seen.text = text
  vi.stubGlobal('createImageBitmap', async () => ({ width: 10, height: 10, close: () => undefined }))
  HTMLCanvasElement.prototype.getContext = (() => ({ drawImage: () => undefined })) as never
  const input = $('scan-input') as HTMLInputElement
  Object.defineProperty(input, 'files', { value: [new File(['x'], 'x.jpg', { type: 'image/jpeg' })], configurable: true })
  input.dispatchEvent(new Event('change'))
  await settle()
}

async function open(where = '/shops/scan'): Promise<void> {
  if (page.fake.state.areaPack) page.fake.state.areaPack = { ...page.fake.state.areaPack, shops: SHOPS }
  await page.open(where)
}

describe('the plate of a shop', () => {
  it('opens the shop by the hash of its token', async () => {
    await open()
    await picture(`https://city.example/p#${TOKEN}`)
    // The shop's page is loaded first; a loaded machine takes its time.
    await vi.waitFor(() => expect(path()).toBe('/shops/s128'), 30_000)
  })

  it('names the shop in the report that asks', async () => {
    page.fake.state.drafts.set([aDraft({ id: 'd' })])
    await open('/shops/scan?for=d')
    await picture(TOKEN)
    await vi.waitFor(() => expect([path(), page.fake.state.drafts.get()[0]?.subject.shop_id]).toEqual(['/capture/d', 's128']))
  })

  it.each([['https://city.example/p#AAAAAAAAAAAAAAAAAAAAAAAA', 'unknown'], ['https://pay.example/1', 'no-plate'], [null, 'no-code']])('that is none of those here is said: %s', async (text, trouble) => {
    await open()
    await picture(text)
    await vi.waitFor(() => expect([$('scan-trouble')?.dataset.trouble, path()]).toEqual([trouble, '/shops/scan']))
  })

  it('that is unknown may be newer than the list on the phone', async () => {
    await open()
    await picture('https://city.example/p#AAAAAAAAAAAAAAAAAAAAAAAA')
    await vi.waitFor(() => expect($('scan-refresh')).not.toBeNull())
    await tap('scan-refresh')
    expect([page.fake.state.calls.includes('refreshPack'), $('scan-trouble')]).toEqual([true, null])
  })

  it('may be left for the list', async () => {
    await open('/shops/scan?for=d')
    await tap('scan-list')
    expect(path()).toBe('/shops?for=d')
  })
})
