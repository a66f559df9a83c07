/** The journal's files in the origin's private file system, which survives a database that does not. */
import type { JournalFiles } from '@/storage/journal'

/** A disk that hangs must not hold up 「saved」: the database has the report already. */
const PATIENCE_MS = 1_000

const NOWHERE: JournalFiles = {
  names: () => Promise.resolve([]),
  read: () => Promise.reject(new Error('no journal')),
  write: () => Promise.resolve(),
  remove: () => Promise.resolve(),
}

/** The journal; one that keeps nothing where the browser has no private file system. */
export async function openJournal(): Promise<JournalFiles> {
  try {
    const root = await navigator.storage.getDirectory()
    return filesIn(await root.getDirectoryHandle('journal', { create: true }))
  } catch {
    return NOWHERE
  }
}

function filesIn(folder: FileSystemDirectoryHandle): JournalFiles {
  return {
    names: () => namesIn(folder),
    read: async (name) => (await (await folder.getFileHandle(name)).getFile()).text(),
    write: (name, text) => impatiently(write(folder, name, text)),
    remove: (name) => folder.removeEntry(name),
  }
}

async function namesIn(folder: FileSystemDirectoryHandle): Promise<string[]> {
  const names: string[] = []
  for await (const name of folder.keys()) names.push(name)
  return names
}

/** Written beside and swapped in on close, so that an entry is whole or absent. */
async function write(folder: FileSystemDirectoryHandle, name: string, text: string): Promise<void> {
  const file = await folder.getFileHandle(name, { create: true })
  const stream = await file.createWritable()
  await stream.write(text)
  await stream.close()
}

function impatiently(work: Promise<void>): Promise<void> {
  return Promise.race([work, new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS))])
}
