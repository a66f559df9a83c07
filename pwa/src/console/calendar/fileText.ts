/** A file of days that somebody picked: its text, and where the server found it wrong. */
import { Failure } from '@/domain/problem'
import { isRecord, isText } from '@/domain/shapes'

/** In UTF-8, or the GB18030 in which a Chinese spreadsheet saves its tables. */
export async function fileText(file: Blob): Promise<string> {
  const bytes = await file.arrayBuffer()
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

export type FileFault = { kind: 'line' | 'year'; n: number } | { kind: 'other' }

/** From the first pointer of a refusal: `/lines/3`, `/years/0/made_up`; null when it was none of the file's content. */
export function fileFault(error: unknown): FileFault | null {
  if (!(error instanceof Failure) || error.slug !== 'invalid-body') return null
  const errors = error.problem?.facts.errors
  const [first] = Array.isArray(errors) ? errors : []
  const pointer = isRecord(first) && isText(first.pointer) ? first.pointer : ''
  const [, line] = /^\/lines\/(\d+)/.exec(pointer) ?? []
  if (line !== undefined) return { kind: 'line', n: Number(line) }
  const [, year] = /^\/years\/(\d+)/.exec(pointer) ?? []
  return year === undefined ? { kind: 'other' } : { kind: 'year', n: Number(year) + 1 }
}
