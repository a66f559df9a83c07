import { describe, expect, it } from 'vitest'

import type { PhotoView } from '@/domain/views'

import { beforeAndAfter, hasUndecided, photoState, toPreload } from './photos'
import { aReport } from './samples.testing'

const photo = (sha256: string, more: Partial<PhotoView> = {}): PhotoView => ({
  sha256, role: 'scene', stored: true, decodable: true, ...more,
})

describe('photos of a report', () => {
  it.each([
    [photo('a'), 'shown'],
    [photo('a', { decodable: null }), 'shown'],
    [photo('a', { decodable: false }), 'unreadable'],
    [photo('a', { stored: false, decodable: null }), 'missing'],
    [photo('a', { decodable: null, clip: 'video/webm' }), 'clip'],
  ])('%o is %s', (one, state) => {
    expect(photoState(one)).toBe(state)
  })

  it('are compared only when both pictures can be shown', () => {
    const [before, after] = [photo('b', { role: 'before' }), photo('a', { role: 'after' })]
    expect(beforeAndAfter([photo('s'), after, before])).toEqual({ before, after })
    expect(beforeAndAfter([photo('s'), photo('c', { role: 'close' }), after])).toEqual({ before: photo('s'), after })
    expect(beforeAndAfter([before])).toBeNull()
    expect(beforeAndAfter([before, { ...after, decodable: false }])).toBeNull()
  })

  it('that come next are fetched first photo first, and never those that cannot be shown', () => {
    const coming = [
      aReport('1', { photos: [photo('1a'), photo('1b')] }),
      aReport('2', { photos: [photo('2x', { decodable: false }), photo('2a'), photo('2y', { stored: false })] }),
    ]
    expect(toPreload(coming)).toEqual(['1a', '2a', '1b'])
  })

  it('of a pair are both seen at first sight, so both are fetched before anything else', () => {
    const pair = [photo('2s', { role: 'close' }), photo('2b', { role: 'before' }), photo('2a', { role: 'after' })]
    const coming = [aReport('1', { photos: [photo('1a'), photo('1b')] }), aReport('2', { photos: pair })]
    expect(toPreload(coming)).toEqual(['1a', '2b', '2a', '1b', '2s'])
  })

  it('are looked at by the server when nobody has tried them', () => {
    expect(hasUndecided(aReport('1'))).toBe(false)
    expect(hasUndecided(aReport('1', { photos: [photo('a', { decodable: null })] }))).toBe(true)
    expect(hasUndecided(aReport('1', { photos: [photo('a', { stored: false, decodable: null })] }))).toBe(false)
  })

  it('are not waited for where there never is a picture', () => {
    expect(hasUndecided(aReport('r', { photos: [photo('a', { decodable: null })] }))).toBe(true)
    expect(hasUndecided(aReport('r', { photos: [photo('a', { decodable: null, clip: 'audio/mp4' })] }))).toBe(false)
  })
})
