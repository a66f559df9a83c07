// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { $, patrolPage, settle, tap, text } from '../../patrolPage.testing'
import { aDraft, aPhoto } from '../../samples.testing'
import { liveCamera } from './liveCamera.testing'
import { LONGEST_MS } from './useClip'

const page = patrolPage()

/** Records whatever it is given as four bytes; `forms` are those the browser knows. */
function recorders(forms: readonly string[] = ['video/webm', 'audio/mp4']) {
  const made: { recorder: EventTarget & { state: string }; kinds: string[] }[] = []
  class Recorder extends EventTarget {
    static isTypeSupported = (form: string) => forms.includes(form)
    state = 'inactive'
    mimeType: string
    constructor(stream: MediaStream, { mimeType }: { mimeType: string }) {
      super()
      this.mimeType = mimeType
      made.push({ recorder: this, kinds: stream.getTracks().map((track) => track.kind) })
    }
    start = () => void (this.state = 'recording')
    stop() {
      this.state = 'inactive'
      this.dispatchEvent(Object.assign(new Event('dataavailable'), { data: new Blob(['clip']) }))
      this.dispatchEvent(new Event('stop'))
    }
  }
  vi.stubGlobal('MediaRecorder', Recorder)
  vi.stubGlobal('MediaStream', class {
    constructor(private readonly tracks: MediaStreamTrack[]) {}
    getTracks = () => this.tracks
  })
  return made
}

function microphone() {
  const stopped: string[] = []
  const track = { kind: 'audio', stop: () => stopped.push('audio') }
  const camera = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  const sound = { getTracks: () => [track], getAudioTracks: () => [track] } as unknown as MediaStream
  navigator.mediaDevices.getUserMedia = async (wanted) => (wanted?.video ? camera(wanted) : sound)
  return stopped
}

async function open(): Promise<void> {
  await page.open('/capture/d1/camera')
  await settle()
}

beforeEach(() => {
  liveCamera()
  const noisy = { ...page.fake.state.areaPack!.categories[0]!, slug: 'loose', clips: ['video', 'sound'] }
  page.fake.state.areaPack!.categories.push(noisy)
  page.fake.state.drafts.set([aDraft({ category: 'loose', photos: [aPhoto({ photo_id: 'seen' })] })])
})

describe('a clip', () => {
  it('is offered where the category asks for it and the browser records', async () => {
    recorders(['video/webm'])
    await open()
    expect([$('clip-video'), $('clip-sound')].map(Boolean)).toEqual([true, false])
  })

  it('is not offered for what pictures show', async () => {
    recorders()
    page.fake.state.drafts.set([aDraft({ category: 'sl2_out_of_shop' })])
    await open()
    expect($('guide')).not.toBeNull()
    expect([$('clip-video'), $('clip-sound')]).toEqual([null, null])
  })

  it('is kept in the draft like a photo when it is stopped, and the microphone is let go', async () => {
    const made = recorders()
    const stopped = microphone()
    await open()
    await tap('clip-video')
    expect(made.map(({ kinds }) => kinds)).toEqual([['video', 'audio']])
    expect(text('clip-stop')).toContain('10 s left')
    await tap('clip-stop')
    expect(page.fake.state.drafts.get()[0]?.photos).toMatchObject([{ photo_id: 'seen' }, { source: 'camera', bytes: 4 }])
    expect(stopped).toEqual(['audio'])
    expect($('clip-video')).not.toBeNull()
  })

  it('ends by itself after ten seconds', async () => {
    recorders()
    microphone()
    await open()
    vi.useFakeTimers()
    $('clip-sound')?.click()
    await vi.advanceTimersByTimeAsync(LONGEST_MS - 1)
    expect(page.fake.state.drafts.get()[0]?.photos).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    vi.useRealTimers()
    await settle()
    expect(page.fake.state.drafts.get()[0]?.photos).toHaveLength(2)
  })

  it('that still runs when the person goes on is kept first', async () => {
    recorders()
    microphone()
    await open()
    await tap('clip-sound')
    await tap('camera-done')
    expect(page.router.currentRoute.value.name).toBe('form')
    expect(page.fake.state.drafts.get()[0]?.photos).toHaveLength(2)
  })

  it('needs a microphone, and says so', async () => {
    recorders()
    navigator.mediaDevices.getUserMedia = ((open) => async (wanted) => {
      if (!wanted?.video) throw new DOMException('no', 'NotAllowedError')
      return open(wanted)
    })(navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)) as typeof navigator.mediaDevices.getUserMedia
    await open()
    await tap('clip-sound')
    expect(document.body.textContent).toContain('No access to the microphone')
    expect($('clip-sound')).not.toBeNull()
  })

  it('is played in the form and counts for no picture', async () => {
    page.fake.state.photos.set('heard', new Blob(['clip']))
    page.fake.state.drafts.set([aDraft({ category: 'loose', photos: [aPhoto({ photo_id: 'heard', mime: 'audio/mp4' })] })])
    await page.open('/capture/d1')
    expect(text('photos-lacking')).toContain('Wide')
    const tile = document.querySelector<HTMLElement>('[aria-label*="Sound"]')
    tile?.click()
    await settle()
    expect($('clip')?.getAttribute('src')).toMatch(/^blob:/)
  })
})
