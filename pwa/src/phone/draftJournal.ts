/**
 * Keeps what is being typed outside the database as well, a moment after it was stored there. A draft that is thrown
 * away leaves at once.
 */
import type { Draft } from '@/domain/draft'
import { dropDraft, journalDraft, type JournalFiles } from '@/storage/journal'

/** Typing comes in bursts; the database has each of them already. */
const REST_MS = 1_000

export interface DraftJournal {
  keep(draft: Draft): void
  drop(id: string): Promise<void>
  /** Writes at once what waits; when the page goes out of sight. */
  flush(): Promise<void>
}

export function createDraftJournal(files: JournalFiles): DraftJournal {
  const waiting = new Map<string, Draft>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let last: Promise<unknown> = Promise.resolve()

  /** One after the other, so that an older text never overwrites a newer one. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const next = last.then(work).catch(() => undefined)
    last = next
    return next
  }

  async function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const drafts = [...waiting.values()]
    waiting.clear()
    await Promise.all(drafts.map((draft) => inTurn(() => journalDraft(files, draft))))
  }

  return {
    keep(draft) {
      waiting.set(draft.id, draft)
      timer ??= setTimeout(() => void flush(), REST_MS)
    },
    drop(id) {
      waiting.delete(id)
      return inTurn(() => dropDraft(files, id))
    },
    flush,
  }
}
