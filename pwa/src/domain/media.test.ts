import { describe, expect, it } from 'vitest'

import { isClip, mediaTypeOf } from './media'

const bytes = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0)).buffer

describe('what bytes are', () => {
  it.each([
    ['\xff\xd8\xff\xe0 whatever', 'image/jpeg'],
    ['\x89PNG\r\n\x1a\n', 'image/png'],
    ['RIFF\x00\x00\x00\x00WEBPVP8 ', 'image/webp'],
    ['\x00\x00\x00\x18ftypheic\x00\x00', 'image/heic'],
    ['\x00\x00\x00\x18ftypmif1\x00\x00', 'image/heic'],
    ['\x00\x00\x00\x18ftypisom\x00\x00', 'video/mp4'],
    ['\x00\x00\x00\x18ftypqt  \x00\x00', 'application/octet-stream'],
    ['\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm', 'video/webm'],
    ['\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x88matroska', 'application/octet-stream'],
    ['OggS\x00\x02', 'audio/ogg'],
    ['<html>', 'application/octet-stream'],
    ['', 'application/octet-stream'],
  ])('is told by how they begin: %j', (text, mime) => {
    expect(mediaTypeOf(bytes(text))).toBe(mime)
  })

  it('is told by its recorder where a container holds sound or video alike', () => {
    const container = bytes('\x00\x00\x00\x18ftypiso5\x00\x00')
    expect([mediaTypeOf(container, 'audio/mp4;codecs=opus'), mediaTypeOf(container, 'video/mp4')]).toEqual(['audio/mp4', 'video/mp4'])
    expect(mediaTypeOf(bytes('\xff\xd8\xff\xe0'), 'audio/mp4')).toBe('image/jpeg')
  })

  it('is a clip or a picture', () => {
    expect(['audio/ogg', 'video/webm', 'image/jpeg', '', null, undefined].map(isClip)).toEqual([true, true, false, false, false, false])
  })
})
