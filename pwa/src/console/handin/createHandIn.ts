/**
 * Hands in an export file, entry by entry; what was interrupted goes on where it stopped, and again is harmless.
 * Knows its ports; must not know HTTP or a screen.
 */
import { computed, ref, shallowRef } from 'vue'

import type { Taken } from '@/api/handed-in'
import { Failure } from '@/domain/problem'

import { NoExportFile, type ExportEntry, type WhyNot } from './readExport'

export interface HandInPorts {
  directory(file: Blob): Promise<ExportEntry[]>
  read(file: Blob, entry: ExportEntry): Promise<ArrayBuffer>
  put(entry: ExportEntry, envelope: ArrayBuffer): Promise<Taken>
  wait(seconds: number): Promise<void>
}

/** An entry that was not taken; `why` is a word for the message files. */
export interface Refused {
  entry: ExportEntry
  why: string
}

export type Phase = 'choose' | 'reading' | 'sending' | 'stopped' | 'done'

/** Trouble that says nothing about the entry: the same one is sent again when somebody goes on. */
const PASSING = new Set([
  ...['no-network', 'timeout', 'not-our-server', 'unavailable', 'too-many-requests', 'storage-full', 'internal', 'not-signed-in'],
])

/** A busy server is asked again when it said; one that is busy for longer, or says no time, waits for a person. */
const BUSY = new Set(['unavailable', 'too-many-requests'])
const LONGEST_WAIT_S = 600

export function createHandIn(ports: HandInPorts) {
  const phase = ref<Phase>('choose')
  const name = ref('')
  const unusable = ref<WhyNot | null>(null)
  const entries = shallowRef<ExportEntry[]>([])
  const done = ref(0)
  const counts = ref({ new: 0, known: 0 })
  const refused = shallowRef<Refused[]>([])
  /** Why it stopped; null while it runs. */
  const failure = shallowRef<unknown>(null)
  /** Seconds after which a busy server is asked again; null while nothing waits for it. */
  const waiting = ref<number | null>(null)
  const waitsFor = shallowRef(new Map<string, Set<string>>())
  const reports = computed(() => entries.value.filter((entry) => entry.kind === 'report').length)
  const incomplete = computed(() => [...waitsFor.value.values()].filter((missing) => missing.size > 0).length)
  let file: Blob | null = null
  /** Entries of a file that was put aside are not sent any more. */
  let round = 0

  async function choose(chosen: Blob, called: string): Promise<void> {
    round += 1
    const mine = round
    reset()
    file = chosen
    name.value = called
    phase.value = 'reading'
    try {
      const found = await ports.directory(chosen)
      if (mine !== round) return
      entries.value = found
      await goOn()
    } catch (error) {
      if (mine !== round) return
      unusable.value = error instanceof NoExportFile ? error.why : 'no-zip'
      phase.value = 'choose'
    }
  }

  /** Sends what is left. */
  async function goOn(): Promise<void> {
    const mine = round
    phase.value = 'sending'
    failure.value = null
    while (mine === round && done.value < entries.value.length) {
      const entry = entries.value[done.value] as ExportEntry
      try {
        await hand(entry, mine)
      } catch (error) {
        if (mine !== round) return
        const seconds = comesAgainIn(error)
        if (seconds !== null) {
          waiting.value = Math.max(1, seconds)
          await ports.wait(waiting.value)
          if (mine === round) waiting.value = null
          continue
        }
        failure.value = error
        phase.value = 'stopped'
        return
      }
    }
    if (mine === round) phase.value = 'done'
  }

  /** One entry. Rejects when the trouble passes and the same entry should be tried again. */
  async function hand(entry: ExportEntry, mine: number): Promise<void> {
    let taken: Taken | null = null
    let why = ''
    try {
      taken = await ports.put(entry, await ports.read(file as Blob, entry))
    } catch (error) {
      if (error instanceof Failure && PASSING.has(error.slug)) throw error
      why = wordFor(error)
    }
    if (mine !== round) return
    if (taken === null) refused.value = [...refused.value, { entry, why }]
    else note(entry, taken)
    done.value += 1
  }

  function note(entry: ExportEntry, taken: Taken): void {
    counts.value = { ...counts.value, [taken.taken]: counts.value[taken.taken] + 1 }
    const waiting = new Map(waitsFor.value)
    if (entry.kind === 'report') waiting.set(entry.key, new Set(taken.missing))
    if (entry.kind === 'photo') {
      for (const [id, missing] of waiting) waiting.set(id, new Set([...missing].filter((sha256) => sha256 !== entry.key)))
    }
    waitsFor.value = waiting
  }

  function reset(): void {
    entries.value = []
    refused.value = []
    waitsFor.value = new Map()
    counts.value = { new: 0, known: 0 }
    done.value = 0
    failure.value = null
    waiting.value = null
    unusable.value = null
  }

  /** Back to choosing a file; what was taken stays taken. */
  function another(): void {
    round += 1
    file = null
    reset()
    phase.value = 'choose'
  }

  return { phase, name, unusable, entries, done, counts, refused, failure, waiting, reports, incomplete, choose, goOn, another }
}

/** Seconds after which a busy server wants to be asked again; null when somebody has to look first. */
function comesAgainIn(error: unknown): number | null {
  if (!(error instanceof Failure) || !BUSY.has(error.slug)) return null
  const seconds = error.retry_after_s
  return seconds !== null && seconds <= LONGEST_WAIT_S ? seconds : null
}

/** The server's fact about an envelope, else the slug of its refusal. */
function wordFor(error: unknown): string {
  if (error instanceof NoExportFile) return 'damaged'
  if (!(error instanceof Failure)) return 'unreadable'
  const fault = error.problem?.facts.fault
  return typeof fault === 'string' ? fault : error.slug
}
