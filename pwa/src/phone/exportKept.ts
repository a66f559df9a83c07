/**
 * Puts the second copy of what is unsent into one file that only the server can read, where the database does not
 * open: texts of reports and drafts, no photos. Needs neither network nor login.
 */
import type { Draft } from '@/domain/draft'
import { createSealer } from '@/domain/envelope'
import type { ExportKey } from '@/domain/export-key'
import { createZip } from '@/domain/zip'
import type { OutboxRow } from '@/outbox/types'

import { ExportRefused, fileName } from './export'
import type { ExportFile } from './types'

export interface Kept {
  rows: Pick<OutboxRow, 'id' | 'bytes'>[]
  drafts: Draft[]
}

/** The file; `readme` lies in it unsealed. Rejects with ExportRefused. */
export async function exportKept({ rows, drafts }: Kept, key: ExportKey | null, readme: string, now: number): Promise<ExportFile> {
  const count = rows.length + drafts.length
  if (count === 0) throw new ExportRefused('nothing')
  if (key === null) throw new ExportRefused('no-key')
  if (!('subtle' in crypto)) throw new ExportRefused('no-crypto')
  const [sealer, zip, parts] = [await createSealer(key), createZip(now), [] as Blob[]]
  const put = (name: string, bytes: Uint8Array<ArrayBuffer>) => void parts.push(new Blob(zip.entry({ name, bytes })))
  put('README.txt', new TextEncoder().encode(readme))
  for (const [index, { id, bytes }] of rows.entries()) {
    put(`${String(index + 1).padStart(4, '0')}-${id}.report`, await sealer.seal(`report:${id}`, bytes))
  }
  for (const draft of drafts) {
    const bytes = new TextEncoder().encode(JSON.stringify(draft))
    put(`draft-${draft.id}.draft`, await sealer.seal(`draft:${draft.id}`, bytes))
  }
  const file = new File([...parts, ...zip.end()], fileName(now, count), { type: 'application/zip' })
  return { file, count, photos: 0 }
}
