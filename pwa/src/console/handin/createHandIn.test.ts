import { describe, expect, it } from 'vitest'

import { Failure, type Problem } from '@/domain/problem'

import { createHandIn, type HandInPorts } from './createHandIn'
import { NoExportFile, type ExportEntry } from './readExport'

const REPORT: ExportEntry = { kind: 'report', key: 'r', name: '0001-r.report', offset: 0, size: 1 }
const PHOTO: ExportEntry = { kind: 'photo', key: 'p', name: '0001-r-p.photo', offset: 0, size: 1 }
const DRAFT: ExportEntry = { kind: 'draft', key: 'd', name: 'draft-d.draft', offset: 0, size: 1 }

function problem(slug: string, status: number, facts: Record<string, unknown> = {}): Failure {
  const told: Problem = { slug, status, title: slug, detail: null, facts }
  return new Failure(slug, status, told)
}

/** A server that answers each entry with the next of its answers; the last one stays. */
function bench(answers: Record<string, unknown[]> = {}, entries = [REPORT, PHOTO, DRAFT]) {
  const sent: string[] = []
  const waited: number[] = []
  const ports: HandInPorts = {
    directory: () => Promise.resolve(entries),
    read: () => Promise.resolve(new ArrayBuffer(1)),
    put: ({ kind }) => {
      sent.push(kind)
      const left = answers[kind] ?? []
      const answer = left.length > 1 ? left.shift() : left[0]
      if (answer instanceof Error) return Promise.reject(answer)
      return Promise.resolve((answer ?? { taken: 'new', missing: [] }) as never)
    },
    wait: (seconds) => {
      waited.push(seconds)
      return Promise.resolve()
    },
  }
  return { handIn: createHandIn(ports), sent, waited, ports }
}

describe('handing in an export file', () => {
  it('sends every entry and counts what was new and what was there', async () => {
    const { handIn, sent } = bench({ report: [{ taken: 'new', missing: ['p'] }], photo: [{ taken: 'known', missing: [] }] })
    await handIn.choose(new Blob(), 'export.zip')
    expect(sent).toEqual(['report', 'photo', 'draft'])
    expect(handIn.phase.value).toBe('done')
    expect(handIn.counts.value).toEqual({ new: 2, known: 1 })
    expect(handIn.incomplete.value).toBe(0)
  })

  it('says how many reports still wait for photos', async () => {
    const { handIn } = bench({ report: [{ taken: 'new', missing: ['p', 'elsewhere'] }] })
    await handIn.choose(new Blob(), 'export.zip')
    expect(handIn.incomplete.value).toBe(1)
  })

  it.each(['no-network', 'timeout', 'unavailable', 'storage-full', 'too-many-requests', 'internal', 'not-our-server'])(
    'stops at %s and goes on with the same entry',
    async (slug) => {
      const { handIn, sent } = bench({ photo: [new Failure(slug), { taken: 'new', missing: [] }] })
      await handIn.choose(new Blob(), 'export.zip')
      expect([handIn.phase.value, handIn.done.value, handIn.refused.value.length]).toEqual(['stopped', 1, 0])
      await handIn.goOn()
      expect(sent).toEqual(['report', 'photo', 'photo', 'draft'])
      expect([handIn.phase.value, handIn.counts.value.new]).toEqual(['done', 3])
    },
  )

  it('waits as long as a busy server says and goes on by itself with the same entry', async () => {
    const busy = [new Failure('unavailable', 503, null, 7), new Failure('too-many-requests', 429, null, 0)]
    const { handIn, sent, waited } = bench({ photo: [...busy, { taken: 'new', missing: [] }] })
    await handIn.choose(new Blob(), 'export.zip')
    expect(sent).toEqual(['report', 'photo', 'photo', 'photo', 'draft'])
    expect(waited).toEqual([7, 1])
    expect([handIn.phase.value, handIn.counts.value.new, handIn.failure.value]).toEqual(['done', 3, null])
  })

  it.each([new Failure('unavailable', 503, null, 3600), new Failure('storage-full', 507, null, 5)])(
    'leaves it to a person when the wait is long or the server has no room',
    async (failure) => {
      const { handIn, waited } = bench({ photo: [failure] })
      await handIn.choose(new Blob(), 'export.zip')
      expect([handIn.phase.value, waited]).toEqual(['stopped', []])
    },
  )

  it('does not go on with a file that was put aside while it waited', async () => {
    const { handIn, ports, sent } = bench({ photo: [new Failure('unavailable', 503, null, 7)] })
    ports.wait = () => {
      handIn.another()
      return Promise.resolve()
    }
    await handIn.choose(new Blob(), 'export.zip')
    expect([sent, handIn.phase.value, handIn.waiting.value]).toEqual([['report', 'photo'], 'choose', null])
  })

  it('says while it waits for a busy server, and for how long', async () => {
    const { handIn, ports } = bench({ photo: [new Failure('unavailable', 503, null, 7), { taken: 'new', missing: [] }] })
    const said: unknown[] = []
    ports.wait = () => {
      said.push(handIn.waiting.value)
      return Promise.resolve()
    }
    await handIn.choose(new Blob(), 'export.zip')
    expect([said, handIn.phase.value, handIn.waiting.value]).toEqual([[7], 'done', null])
  })

  it('notes what an entry was refused for and goes on with the next', async () => {
    const { handIn } = bench({
      report: [problem('invalid-body', 422, { fault: 'damaged' })],
      photo: [problem('unsupported-media', 415)],
    })
    await handIn.choose(new Blob(), 'export.zip')
    expect(handIn.phase.value).toBe('done')
    expect(handIn.refused.value.map((one) => one.why)).toEqual(['damaged', 'unsupported-media'])
    expect(handIn.counts.value).toEqual({ new: 1, known: 0 })
  })

  it('notes an entry whose place in the file is damaged, or that can no longer be read', async () => {
    const { handIn, ports } = bench()
    ports.read = (_file, entry) => Promise.reject(entry.kind === 'report' ? new NoExportFile('no-zip') : new DOMException('gone'))
    await handIn.choose(new Blob(), 'export.zip')
    expect(handIn.refused.value.map((one) => one.why)).toEqual(['damaged', 'unreadable', 'unreadable'])
  })

  it('says why a file cannot be used and takes another one', async () => {
    const { handIn, ports, sent } = bench()
    const directory = ports.directory
    ports.directory = () => Promise.reject(new NoExportFile('packed-again'))
    await handIn.choose(new Blob(), 'other.zip')
    expect([handIn.phase.value, handIn.unusable.value, sent.length]).toEqual(['choose', 'packed-again', 0])
    ports.directory = directory
    await handIn.choose(new Blob(), 'export.zip')
    expect([handIn.phase.value, handIn.unusable.value]).toEqual(['done', null])
  })

  it('sends nothing more of a file that was put aside', async () => {
    const { handIn, ports, sent } = bench()
    const put = ports.put
    ports.put = (entry, envelope) => {
      handIn.another()
      return put(entry, envelope)
    }
    await handIn.choose(new Blob(), 'export.zip')
    expect(sent).toEqual(['report'])
    expect([handIn.phase.value, handIn.entries.value.length, handIn.counts.value.new]).toEqual(['choose', 0, 0])
  })
})
