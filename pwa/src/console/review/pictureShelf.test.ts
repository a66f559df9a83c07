import { describe, expect, it } from 'vitest'

import { createPictureShelf, type Held } from './pictureShelf'

/** A browser whose pictures arrive when told; every one takes `size` bytes. */
function browser(size = 10) {
  const asked: string[] = []
  const waiting = new Map<string, { resolve: (one: Held) => void; reject: (error: Error) => void }>()
  const load = (url: string) => {
    asked.push(url)
    return new Promise<Held>((resolve, reject) => waiting.set(url, { resolve, reject }))
  }
  const settled = () => new Promise((done) => setTimeout(done))
  async function arrive(...urls: string[]): Promise<void> {
    for (const url of urls) waiting.get(url)?.resolve({ bytes: size })
    await settled()
  }
  async function fail(url: string): Promise<void> {
    waiting.get(url)?.reject(new Error('no picture'))
    await settled()
  }
  return { asked, load, arrive, fail }
}

describe('the shelf of pictures', () => {
  it('fetches the most wanted first and few at once', async () => {
    const { asked, load, arrive } = browser()
    const shelf = createPictureShelf(load)
    shelf.want(['a', 'b', 'c', 'd', 'e'])
    expect(asked).toEqual(['a', 'b', 'c'])
    await arrive('b')
    expect(asked).toEqual(['a', 'b', 'c', 'd'])
    expect(shelf.has('b')).toBe(true)
  })

  it('fetches nothing twice', async () => {
    const { asked, load, arrive } = browser()
    const shelf = createPictureShelf(load)
    shelf.want(['a', 'b', 'a'])
    await arrive('a')
    shelf.want(['b', 'a'])
    await arrive('b')
    shelf.want(['a', 'b'])
    expect(asked).toEqual(['a', 'b'])
  })

  it('lets go what was wanted longest ago when its bound is reached', async () => {
    const { load, arrive } = browser(10)
    const shelf = createPictureShelf(load, 30)
    shelf.want(['a', 'b', 'c'])
    await arrive('a', 'b', 'c')
    shelf.want(['c', 'd'])
    await arrive('d')
    expect(shelf.bytes()).toBe(30)
    expect(shelf.has('c')).toBe(true)
    expect(shelf.has('d')).toBe(true)
    shelf.want(['d', 'e', 'f'])
    await arrive('e', 'f')
    expect(['a', 'b', 'c'].filter(shelf.has)).toEqual([])
    expect(['d', 'e', 'f'].filter(shelf.has)).toEqual(['d', 'e', 'f'])
  })

  it('holds the most wanted ones when a single wish is more than it may hold, and asks no further', async () => {
    const { asked, load, arrive } = browser(10)
    const shelf = createPictureShelf(load, 20)
    shelf.want(['a', 'b', 'c', 'd', 'e', 'f'])
    await arrive('c', 'b', 'a')
    expect(shelf.bytes()).toBe(20)
    expect(['a', 'b'].filter(shelf.has)).toEqual(['a', 'b'])
    await arrive('d')
    expect(asked).not.toContain('f')
    expect(['a', 'b'].filter(shelf.has)).toEqual(['a', 'b'])
  })

  it('asks again for a picture that failed only when it is wanted anew', async () => {
    const { asked, load, fail } = browser()
    const shelf = createPictureShelf(load)
    shelf.want(['a'])
    await fail('a')
    shelf.want(['a'])
    expect(asked).toEqual(['a'])
    shelf.want([])
    shelf.want(['a'])
    expect(asked).toEqual(['a', 'a'])
  })
})
