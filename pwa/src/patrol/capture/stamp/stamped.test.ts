// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { shortNumber } from '@/domain/checks'
import { NO_SUBJECT, type Manifest } from '@/domain/report'
import type { OutboxDetail } from '@/phone/types'
import { $, patrolPage, settle, tap, text } from '../../patrolPage.testing'
import { aPlacement, aReport, aView } from '../../samples.testing'
import { stampedCopy } from './drawStamp'
import { beijingTime } from './stampWords'
import { fromPhone } from './useStampedCopies'

vi.mock('./drawStamp', () => ({ stampedCopy: vi.fn() }))
const page = patrolPage()
const ID = '01930000-aaaa-7bbb-8ccc-0123456789ab'
const HASH = '9f86d081'.padEnd(64, '0')
const POSITION = { lon: 113.671123, lat: 34.7419264, accuracy_m: 8, fixed_at: null, source: 'gps' as const, datum: 'gcj02' as const }

function aManifest(): Manifest {
  const photo = { sha256: HASH, orig_sha256: null, bytes: 4, mime: 'image/jpeg', role: 'close' as const, taken_at: '2026-11-20T00:15:30Z', source: 'camera' as const }
  return {
    schema: 1, report_id: ID, author_id: 'p1', device_id: 'd', device_seq: 1, prev_manifest_sha256: null, supersedes: null,
    captured_at: '2026-11-20T00:15:30Z', clock: { offset_ms: 2000, age_s: 1 }, position: POSITION, category: 'sl2_out_of_shop', note: '',
    handled_on_spot: false, segment_choice: null, subject: { ...NO_SUBJECT }, photos: [photo], area_pack: null, client: { version: '1.0.0' },
  }
}

function aDetail(more: Partial<OutboxDetail> = {}): OutboxDetail {
  const photos = [{ sha256: HASH, photo_id: 'f1', role: 'close' as const, arrived: true, damaged: false }]
  return { view: aView({ id: ID, segment_name: 'Elm Street', thumbnail_id: 'f1' }), manifest: aManifest(), photos, receipt: null, refusal: null, ...more }
}

describe('a stamp', () => {
  it('says the time of Beijing, and numbers that people can read to each other', () => {
    expect(beijingTime(Date.parse('2026-11-20T16:15:30.900Z'))).toBe('2026-11-21 00:15:30')
    expect(shortNumber(ID)).toBe('456789AB')
  })

  it('takes the moment from the photo, by the server’s clock, and the place from the receipt once there is one', () => {
    const known = fromPhone(aDetail())
    expect(beijingTime(known.photos[0]!.at)).toBe('2026-11-20 08:15:32')
    expect(known).toMatchObject({ segment: { name: 'Elm Street' }, cell: null, position: POSITION })
  })
})

describe('the stamped copy of an own report', () => {
  beforeEach(() => {
    vi.mocked(stampedCopy).mockReset().mockResolvedValue(new Blob(['stamped'], { type: 'image/jpeg' }))
    vi.spyOn(HTMLImageElement.prototype, 'decode').mockResolvedValue()
    page.fake.state.photos.set('f1', new Blob(['jpeg']))
    page.fake.state.outbox.set([aView({ id: ID, segment_name: 'Elm Street', thumbnail_id: 'f1' })])
    page.fake.state.details.set(ID, aDetail())
  })

  async function open(): Promise<void> {
    await page.open('/mine')
    await tap('mine-picture')
  }

  it('bears everything a lawyer asks for, and no name', async () => {
    await open()
    expect($('stamped-picture')?.getAttribute('src')).toMatch(/^blob:/)
    expect(vi.mocked(stampedCopy).mock.lastCall?.[2]).toEqual({
      plate: 'Elm Street',
      known: true,
      time: '2026-11-20 08:15:32',
      lines: [
        'Out-of-shop trading · Close-up',
        '113.671123, 34.741926 ±8 m · GCJ-02',
        'No. patrol01 · Report 456789AB · Photo 9f86d081',
      ],
    })
  })

  it('is kept as a file of its own, the photo stays as it is', async () => {
    const names: string[] = []
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      names.push(this.download)
    })
    await open()
    await tap('stamped-keep')
    expect(names).toEqual(['9f86d081.jpg'])
    expect(text('stamped')).toContain('Handed over')
    expect(await page.fake.state.photos.get('f1')?.text()).toBe('jpeg')
  })

  it('is shared where the browser can share files, and not called kept when the person thinks better of it', async () => {
    const shared: File[] = []
    Object.assign(navigator, {
      canShare: () => true,
      share: async ({ files }: { files: File[] }) => {
        shared.push(...files)
        throw new DOMException('closed', 'AbortError')
      },
    })
    await open()
    await tap('stamped-share')
    Reflect.deleteProperty(navigator, 'canShare')
    Reflect.deleteProperty(navigator, 'share')
    expect(shared.map(({ name }) => name)).toEqual(['9f86d081.jpg'])
    expect(text('stamped')).not.toContain('Handed over')
  })

  it('comes from the server where the phone let its bytes go, with the place as it was found there', async () => {
    page.fake.state.photos.clear()
    page.fake.state.details.clear()
    page.fake.state.outbox.set([])
    const photo = { sha256: HASH, role: 'scene' as const, stored: true, decodable: true }
    const placement = { ...aPlacement(), candidates: [] }
    page.fake.state.reports.set([aReport({ id: ID, photos: [photo], position: null, placement })])
    await open()
    expect(vi.mocked(stampedCopy).mock.lastCall?.[2]).toMatchObject({ plate: 'Elm Street 02', lines: [expect.anything(), 'No position', expect.anything()] })
  })

  it('is not made of a photo that is nowhere', async () => {
    page.fake.state.photos.clear()
    page.fake.state.details.set(ID, aDetail({ photos: [{ sha256: HASH, photo_id: 'f1', role: 'close', arrived: false, damaged: false }] }))
    const photo = { sha256: HASH, role: 'close' as const, stored: false, decodable: null }
    const shown = { sha256: 'b'.repeat(64), role: 'scene' as const, stored: true, decodable: true }
    page.fake.state.reports.set([aReport({ id: ID, photos: [photo, shown] })])
    await open()
    expect(text('stamped')).toContain('cannot be seen now')
    expect($('stamped-keep')?.hasAttribute('disabled')).toBe(true)
    await tap('stamped-next')
    await settle()
    expect($('stamped-picture')).not.toBeNull()
  })
})
