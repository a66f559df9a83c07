import { describe, expect, it } from 'vitest'

import { fileEnding, mediaTypeOf } from './media'

const bytes = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0)).buffer

describe('what bytes are', () => {
  it.each([
    ['\xff\xd8\xff\xe0 whatever', 'image/jpeg', 'jpg'],
    ['\x89PNG\r\n\x1a\n', 'image/png', 'png'],
    ['RIFF\x00\x00\x00\x00WEBPVP8 ', 'image/webp', 'webp'],
    ['\x00\x00\x00\x18ftypheic\x00\x00', 'image/heic', 'heic'],
    ['\x00\x00\x00\x18ftypmif1\x00\x00', 'image/heic', 'heic'],
    ['\x00\x00\x00\x18ftypisom\x00\x00', 'application/octet-stream', 'bin'],
    ['<html>', 'application/octet-stream', 'bin'],
    ['', 'application/octet-stream', 'bin'],
  ])('is told by how they begin: %j', (text, mime, ending) => {
    expect(mediaTypeOf(bytes(text))).toBe(mime)
    expect(fileEnding(mime)).toBe(ending)
  })
})
