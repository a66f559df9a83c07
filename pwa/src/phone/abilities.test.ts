import 'fake-indexeddb/auto'

import { describe, expect, it, vi } from 'vitest'

import { mayCapture, testAbilities, type Browser } from './abilities'
import { inAppName } from './inApp'

const WHOLE: Browser = {
  userAgent: 'Mozilla/5.0 (Linux; Android 12) Chrome/140.0 Mobile Safari/537.36',
  isSecureContext: true,
  subtle: {},
  indexedDB,
  serviceWorker: {},
  locks: {},
  storage: { getDirectory: {}, persist: {} },
  mediaDevices: { getUserMedia: {} },
}

const refusing = (name: string) =>
  ({
    open: () => {
      throw new DOMException('no', name)
    },
    deleteDatabase: () => undefined,
  }) as unknown as Browser['indexedDB']

describe('what a browser can do', () => {
  it('is found out by doing it', async () => {
    expect(await testAbilities(WHOLE)).toEqual({ missing: [], inApp: null })
  })

  it.each([
    ['database', { indexedDB: undefined }],
    ['database', { indexedDB: refusing('SecurityError') }],
    ['secure', { isSecureContext: false }],
    ['secure', { subtle: undefined }],
    ['worker', { serviceWorker: undefined }],
    ['camera', { mediaDevices: undefined }],
    ['files', { storage: { persist: {} } }],
    ['locks', { locks: undefined }],
    ['persist', { storage: { getDirectory: {} } }],
  ] as [string, Partial<Browser>][])('lacks %s and says so', async (ability, less) => {
    const abilities = await testAbilities({ ...WHOLE, ...less })
    expect(abilities.missing).toEqual([ability])
    expect(mayCapture(abilities)).toBe(ability !== 'database')
  })

  it('is nothing when the database takes a record and gives none back', async () => {
    vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (this: IDBObjectStore) {
      return this.count() as unknown as IDBRequest
    })
    expect((await testAbilities(WHOLE)).missing).toEqual(['database'])
    vi.restoreAllMocks()
  })

  it('is nothing when the database never answers', async () => {
    vi.useFakeTimers()
    const silent = { open: () => ({}), deleteDatabase: () => ({}) } as unknown as Browser['indexedDB']
    const asked = testAbilities({ ...WHOLE, indexedDB: silent })
    await vi.advanceTimersByTimeAsync(5_000)
    vi.useRealTimers()
    expect((await asked).missing).toEqual(['database'])
  })

  it('is not judged by a name', async () => {
    const wechat = 'Mozilla/5.0 (Linux; Android 12) XWEB/1160065 MMWEBSDK/20240404 MicroMessenger/8.0.49 NetType/WIFI'
    const abilities = await testAbilities({ ...WHOLE, userAgent: wechat })
    expect([abilities, mayCapture(abilities)]).toEqual([{ missing: [], inApp: 'wechat' }, true])
  })

  it.each([
    ['MicroMessenger/8.0.49 Language/zh_CN', 'wechat'],
    ['MicroMessenger/8.0.49 miniProgram/wx1234', 'wechat-mini'],
    ['AliApp(DingTalk/7.5.20) com.alibaba.android.rimet', 'dingtalk'],
    ['AliApp(AP/10.5.96) AlipayClient/10.5.96', 'alipay'],
    ['Version/17.4 Mobile/15E148 Safari/604.1', null],
  ])('has a name people know: %s', (agent, name) => expect(inAppName(agent)).toBe(name))
})
