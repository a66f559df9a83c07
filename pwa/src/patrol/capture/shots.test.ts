import { describe, expect, it } from 'vitest'

import type { PhotoRole } from '@/phone/types'
import { aPhoto } from '../samples.testing'
import { firstPicture, lackingShots, nextRole, offeredRoles, roleFrom, shotsOf } from './shots'

const photos = (...roles: PhotoRole[]) => roles.map((role) => ({ role }))
const OPEN = { photos_min: 2, handled_on_spot: false, shots: shotsOf(undefined) }
const category = (shots: unknown) => ({ slug: 's', group: 'g', name_zh: 'z', name_en: 'e', photos_min: 2, shots })

describe('pictures of a report', () => {
  it('begin with the wide view and then come close', () => {
    expect(lackingShots([], OPEN)).toEqual(['scene', 'close'])
    expect(lackingShots(photos('scene'), OPEN)).toEqual(['close'])
    expect(lackingShots(photos('close'), OPEN)).toEqual(['scene'])
    expect(lackingShots(photos('scene', 'close'), OPEN)).toEqual([])
  })

  it('are two where the category says nothing, and as many as it says otherwise', () => {
    expect(lackingShots([], { ...OPEN, photos_min: null })).toHaveLength(2)
    expect(lackingShots(photos('scene', 'close'), { ...OPEN, photos_min: 4 })).toEqual(['close', 'close'])
    expect(lackingShots([], { ...OPEN, photos_min: 1 })).toEqual(['scene'])
  })

  it('enough of one kind are enough', () => {
    expect(lackingShots(photos('scene', 'scene'), OPEN)).toEqual([])
  })

  it('need one of afterwards when it was solved on the spot; that one does not count for the finding', () => {
    const solved = { ...OPEN, handled_on_spot: true }
    expect(offeredRoles(solved)).toEqual(['scene', 'close', 'after'])
    expect(lackingShots(photos('scene', 'close'), solved)).toEqual(['after'])
    expect(lackingShots(photos('after', 'after'), solved)).toEqual(['scene', 'close'])
  })

  it('are those the category asks for: a number of a poster, the words on a lid, whatever else was taken', () => {
    const poster = { ...OPEN, shots: shotsOf(category(['scene', 'number'])) }
    expect(offeredRoles(poster)).toEqual(['scene', 'number'])
    expect(lackingShots([], poster)).toEqual(['scene', 'number'])
    expect(lackingShots(photos('scene', 'close'), poster)).toEqual(['number'])
    const lid = { ...OPEN, photos_min: 3, shots: shotsOf(category(['scene', 'close', 'ownership'])) }
    expect(lackingShots([], lid)).toEqual(['scene', 'close', 'ownership'])
    expect(lackingShots(photos('scene', 'scene'), lid)).toEqual(['ownership'])
    expect(lackingShots(photos('ownership'), lid)).toEqual(['scene', 'close'])
    expect(lackingShots(photos('scene', 'close', 'ownership'), lid)).toEqual([])
  })

  it('are the wide view and the close-up where a catalogue says nothing that is known here', () => {
    for (const said of [undefined, null, 'scene', ['hologram']]) expect(shotsOf(category(said))).toEqual(['scene', 'close'])
    expect(shotsOf(category(['scene', 'hologram', 'number']))).toEqual(['scene', 'number'])
  })

  it('are not replaced by a clip', () => {
    const clip = { role: 'scene' as const, mime: 'video/webm' }
    expect(lackingShots([clip, clip], OPEN)).toEqual(['scene', 'close'])
    expect(firstPicture([aPhoto(clip), aPhoto({ photo_id: 'seen' })])?.photo_id).toBe('seen')
  })

  it('go on with the same kind when nothing is lacking', () => {
    expect(nextRole(photos('scene'), OPEN, 'scene')).toBe('close')
    expect(nextRole(photos('scene', 'close'), OPEN, 'close')).toBe('close')
  })

  it('take no kind from an address that the camera does not know', () => {
    expect(['after', 'number', 'ownership'].map(roleFrom)).toEqual(['after', 'number', 'ownership'])
    expect(roleFrom('paper')).toBe('paper')
    expect(roleFrom('song')).toBe('scene')
    expect(roleFrom(['close'])).toBe('scene')
  })
})
