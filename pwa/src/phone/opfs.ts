/**
 * Small files that survive a database which does not: in the origin's private file system, and where a browser has
 * none that can be written from a page, in local storage.
 */
import type { JournalFiles } from '@/storage/journal'

/** A disk that hangs must not hold up 「saved」: the database has the report already. */
const PATIENCE_MS = 1_000
const TRIAL = 'trial'

/** The folder, chosen by writing and reading back: some engines have one that cannot be written. */
export async function openFiles(folder: string): Promise<JournalFiles> {
  const inFolder = await privateFiles(folder)
  return inFolder !== null && (await keeps(inFolder)) ? inFolder : textFiles(`xj-${folder}:`)
}

async function privateFiles(folder: string): Promise<JournalFiles | null> {
  try {
    const root = await patiently(navigator.storage.getDirectory())
    return filesIn(await patiently(root.getDirectoryHandle(folder, { create: true })))
  } catch {
    return null
  }
}

async function keeps(files: JournalFiles): Promise<boolean> {
  // Of its own, because another page may try at the same moment.
  const name = `${TRIAL}-${Math.random()}`
  try {
    const text = String(Date.now())
    await files.write(name, text)
    const kept = await files.read(name)
    await files.remove(name)
    return kept === text
  } catch {
    return false
  }
}

function filesIn(folder: FileSystemDirectoryHandle): JournalFiles {
  return {
    names: () => patiently(namesIn(folder)),
    read: (name) => patiently(read(folder, name)),
    write: (name, text) => patiently(write(folder, name, text)),
    remove: (name) => patiently(folder.removeEntry(name)),
  }
}

async function namesIn(folder: FileSystemDirectoryHandle): Promise<string[]> {
  const names: string[] = []
  // A write that was cut off leaves its unfinished copy beside the file, and a trial may leave its own.
  for await (const name of folder.keys()) if (!name.startsWith(TRIAL) && !name.endsWith('.crswap')) names.push(name)
  return names
}

async function read(folder: FileSystemDirectoryHandle, name: string): Promise<string> {
  return (await (await folder.getFileHandle(name)).getFile()).text()
}

/** Written beside and swapped in on close, so that an entry is whole or absent. */
async function write(folder: FileSystemDirectoryHandle, name: string, text: string): Promise<void> {
  const file = await folder.getFileHandle(name, { create: true })
  const stream = await file.createWritable()
  await stream.write(text)
  await stream.close()
}

function patiently<T>(work: Promise<T>): Promise<T> {
  const late = new Promise<never>((_resolve, reject) => setTimeout(() => reject(new Error('file system stalled')), PATIENCE_MS))
  return Promise.race([work, late])
}

/** Texts in local storage, which holds some thousand reports; a write beyond that rejects. */
export function textFiles(prefix: string): JournalFiles {
  const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix))
  return {
    names: async () => keys().map((key) => key.slice(prefix.length)),
    async read(name) {
      const text = localStorage.getItem(prefix + name)
      if (text === null) throw new Error('no such text')
      return text
    },
    write: async (name, text) => localStorage.setItem(prefix + name, text),
    remove: async (name) => localStorage.removeItem(prefix + name),
  }
}
