/** What somebody has photographed and written and not sent yet, by breach; in memory only. */
import { bytesOf } from '@/domain/bytes'
import { sha256 } from '@/domain/digest'
import { uuid7 } from '@/domain/identity'
import { prepared } from './photo'

/** As many as a report has. */
export const MOST_PHOTOS = 6

export interface Shot {
  sha256: string
  bytes: Blob
  /** Address of the preview, within this page. */
  address: string
}

export interface Draft {
  shots: Shot[]
  note: string
  progress: string
  appeal: string
  isAppealing: boolean
  /** Told again after an answer that was lost, it is still one. */
  handInId: string
  appealId: string
}

export interface Drafts {
  of(breach: string): Draft
  /** Adds a photo; false when it cannot be used. The same one twice is once. */
  add(breach: string, file: Blob): Promise<boolean>
  remove(breach: string, sha256: string): void
  /** After it was received. */
  forget(breach: string): void
}

const newDraft = (): Draft => ({ shots: [], note: '', progress: '', appeal: '', isAppealing: false, handInId: uuid7(Date.now()), appealId: uuid7(Date.now()) })

export function createDrafts(prepare: typeof prepared = prepared): Drafts {
  const known = new Map<string, Draft>()

  function of(breach: string): Draft {
    const draft = known.get(breach) ?? newDraft()
    known.set(breach, draft)
    return draft
  }

  function drop(draft: Draft, unwanted: (shot: Shot) => boolean): void {
    for (const shot of draft.shots.filter(unwanted)) URL.revokeObjectURL(shot.address)
    draft.shots = draft.shots.filter((shot) => !unwanted(shot))
  }

  return {
    of,
    async add(breach, file) {
      const bytes = await prepare(file)
      if (!bytes) return false
      const name = await sha256(await bytesOf(bytes))
      const draft = of(breach)
      if (draft.shots.length < MOST_PHOTOS && !draft.shots.some((shot) => shot.sha256 === name)) {
        draft.shots.push({ sha256: name, bytes, address: URL.createObjectURL(bytes) })
      }
      return true
    },
    remove: (breach, name) => drop(of(breach), (shot) => shot.sha256 === name),
    forget(breach) {
      drop(of(breach), () => true)
      known.delete(breach)
    },
  }
}
