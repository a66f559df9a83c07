import { describe, expect, it } from 'vitest'

import { readManifest } from '@/domain/report'

import { bench } from './bench.testing'
import { hashOf } from './server.testing'

describe('sealing', () => {
  it('numbers the reports of a device and chains each to the bytes before', () => {
    const b = bench()
    const rows = [b.report([10]), b.report([]), b.report([5, 6])]
    const manifests = rows.map((row) => readManifest(row.bytes))
    expect(manifests.map((manifest) => manifest.device_seq)).toEqual([1, 2, 3])
    expect(manifests.map((manifest) => manifest.prev_manifest_sha256)).toEqual([null, hashOf(rows[0]!.bytes), hashOf(rows[1]!.bytes)])
    expect(rows.map((row) => row.sha256)).toEqual(rows.map((row) => hashOf(row.bytes)))
  })
})
