import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { sha256Now } from './digest'
import { buildManifest, manifestBytes, readManifest, type Manifest } from './report'

interface Example {
  manifest: Manifest
  sealed_sha256: string
  sealed_bytes: number
}
const example = JSON.parse(
  readFileSync(new URL('../../../tests/contract/manifest.json', import.meta.url), 'utf8'),
) as Example

describe('a manifest', () => {
  it('has every field of the contract, and the example sealed here has the same bytes', () => {
    const { device_id, device_seq, prev_manifest_sha256, ...content } = example.manifest
    const built = buildManifest(content, { device_id, device_seq, prev_manifest_sha256 })
    const bytes = manifestBytes(built)
    expect(built).toEqual(example.manifest)
    expect(bytes.length).toBe(example.sealed_bytes)
    expect(sha256Now(bytes)).toBe(example.sealed_sha256)
  })

  it('is read back from its bytes', () => {
    expect(readManifest(manifestBytes(example.manifest).buffer)).toEqual(example.manifest)
  })

  it('says why a segment was chosen, and nothing of a reason whose choice was taken back', () => {
    const { device_id, device_seq, prev_manifest_sha256, ...content } = example.manifest
    const link = { device_id, device_seq, prev_manifest_sha256 }
    const why = 'street-sign'
    expect(buildManifest({ ...content, segment_choice: 'S01', segment_choice_why: why }, link).segment_choice_why).toBe(why)
    expect(buildManifest({ ...content, segment_choice: null, segment_choice_why: why }, link)).not.toHaveProperty('segment_choice_why')
  })
})
