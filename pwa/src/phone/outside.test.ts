// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { Loss } from '@/storage/losses'
import { cookieBox, lossBox, textBox } from './boxes'
import { openFiles, textFiles } from './opfs'

beforeEach(() => {
  localStorage.clear()
  stuck = null
})
afterEach(() => void vi.restoreAllMocks())

/** Where a request for a file hangs. */
let stuck: Promise<never> | null = null

/** A private file system in memory; `broken` names what throws. */
function folder(broken: '' | 'createWritable' | 'never' = '') {
  const files = new Map<string, string>()
  const missing = () => Promise.reject(new DOMException('none', 'NotFoundError'))
  const handle = (name: string) => ({
    getFile: () => Promise.resolve({ text: () => Promise.resolve(files.get(name) ?? '') }),
    ...(broken === 'createWritable'
      ? {}
      : {
          createWritable: () => {
            let text = ''
            return Promise.resolve({
              write: (more: string) => Promise.resolve(void (text = more)),
              close: () => (broken === 'never' ? new Promise(() => undefined) : Promise.resolve(void files.set(name, text))),
            })
          },
        }),
  })
  const directory = {
    getDirectoryHandle: () => Promise.resolve(directory),
    getFileHandle: (name: string, options?: { create?: boolean }) =>
      stuck ?? (files.has(name) || options?.create ? Promise.resolve(handle(name)) : missing()),
    removeEntry: (name: string) => (files.delete(name) ? Promise.resolve() : missing()),
    keys: async function* () {
      yield* files.keys()
    },
  }
  vi.stubGlobal('navigator', { storage: { getDirectory: () => Promise.resolve(directory) } })
  return files
}
afterEach(() => void vi.unstubAllGlobals())

describe('the files beside the database', () => {
  it('lie in the private file system where it can be written', async () => {
    const files = folder()
    const journal = await openFiles('journal')
    await journal.write('a', 'text')
    expect([await journal.names(), await journal.read('a'), files.get('a')]).toEqual([['a'], 'text', 'text'])
    files.set('a.crswap', 'half')
    expect(await journal.names()).toEqual(['a'])
    await journal.remove('a')
    expect(await journal.names()).toEqual([])
    expect(localStorage).toHaveLength(0)
  })

  it.each(['createWritable', 'none'] as const)('lie in local storage where it cannot: %s', async (lack) => {
    if (lack === 'none') vi.stubGlobal('navigator', { storage: undefined })
    else folder(lack)
    const journal = await openFiles('journal')
    await journal.write('a', 'text')
    expect([await journal.names(), await journal.read('a')]).toEqual([['a'], 'text'])
    expect(localStorage.getItem('xj-journal:a')).toBe('text')
    await journal.remove('a')
    await expect(journal.read('a')).rejects.toThrow()
  })

  it('lie in local storage where the file system hangs', async () => {
    vi.useFakeTimers()
    folder('never')
    const opening = openFiles('journal')
    await vi.advanceTimersByTimeAsync(1_000)
    vi.useRealTimers()
    await (await opening).write('a', 'text')
    expect(localStorage.getItem('xj-journal:a')).toBe('text')
  })

  it('lie in the private file system of every page, also of two that open at the same moment', async () => {
    const files = folder()
    const [first, second] = await Promise.all([openFiles('journal'), openFiles('journal')])
    await first.write('a', '1')
    await second.write('b', '2')
    expect([...files.keys()]).toEqual(['a', 'b'])
    files.set('trial-0.5', 'left over')
    expect(await first.names()).toEqual(['a', 'b'])
  })

  it('that hang while one is read keep nobody waiting for ever', async () => {
    folder()
    const journal = await openFiles('journal')
    vi.useFakeTimers()
    stuck = new Promise(() => undefined)
    const reading = journal.read('a').catch((error: Error) => error.message)
    await vi.advanceTimersByTimeAsync(1_000)
    vi.useRealTimers()
    expect(await reading).toBe('file system stalled')
  })

  it('do not mix', async () => {
    const [journal, count] = [textFiles('xj-journal:'), textFiles('xj-count:')]
    await journal.write('a', '1')
    await count.write('b', '2')
    expect([await journal.names(), await count.names()]).toEqual([['a'], ['b']])
  })
})

describe('the small texts', () => {
  it('come back from a cookie as they were', () => {
    const box = cookieBox('xj-test')
    expect(box.get()).toBeNull()
    box.set('{"open":"1-3.5","a":"; ="}')
    expect(box.get()).toBe('{"open":"1-3.5","a":"; ="}')
  })

  it('are nothing, and no failure, where storage or cookies are forbidden', () => {
    const forbidden = () => {
      throw new DOMException('no', 'SecurityError')
    }
    vi.stubGlobal('localStorage', { getItem: forbidden, setItem: forbidden })
    vi.spyOn(document, 'cookie', 'get').mockImplementation(forbidden)
    vi.spyOn(document, 'cookie', 'set').mockImplementation(forbidden)
    for (const box of [textBox('x'), cookieBox('x')]) {
      box.set('y')
      expect(box.get()).toBeNull()
    }
  })

  it('keep a loss until it was read, a second one with it, and one of 1.0.0', () => {
    const box = lossBox()
    localStorage.setItem('xj-loss', JSON.stringify({ expected: 2, found: 0, seqs: [1, 2], recovered: 0 }))
    expect(box.get()).toMatchObject({ expected: 2, lines: [], drafts: 0 })
    box.note(null)
    box.note({ ...(box.get() as Loss), expected: 1, seqs: [3] })
    expect(lossBox().get()).toMatchObject({ expected: 3, seqs: [1, 2, 3] })
    box.clear()
    expect(lossBox().get()).toBeNull()
  })
})
