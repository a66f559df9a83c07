// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { openPage } from './page'
import { exampleShop, fakeDoor, type FakeDoor } from './shop.testing'

const BREACH = exampleShop().breaches[0]!.id
const NOTICE = exampleShop().notices[0]!.id
const root = document.createElement('div')
let door: FakeDoor
let tokens: string[]
let close = () => {}

const settle = async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve))
}
const by = <T extends HTMLElement>(selector: string) => root.querySelector(selector) as T
const text = () => root.textContent ?? ''
const pushOf = (label: string) => [...root.querySelectorAll<HTMLElement>('button, label, a')].find((one) => one.textContent === label)!
const pathsAsked = () => door.asked.map(({ path }) => path)

async function push(label: string): Promise<void> {
  pushOf(label).click()
  await settle()
}

function write(id: string, words: string): void {
  const control = document.getElementById(id) as HTMLInputElement
  control.value = words
  control.dispatchEvent(new Event('input'))
}

async function choose(id: string, ...files: File[]): Promise<void> {
  const input = document.getElementById(id) as HTMLInputElement
  Object.defineProperty(input, 'files', { value: files })
  input.dispatchEvent(new Event('change'))
  await settle()
}

async function confirm(digits: string): Promise<void> {
  write('factor', digits)
  by('form').dispatchEvent(new Event('submit', { cancelable: true }))
  await settle()
}

async function open(fragment = '#the-token', language = 'zh-CN'): Promise<void> {
  Object.defineProperty(navigator, 'language', { value: language, configurable: true })
  location.hash = fragment
  await settle()
  close = openPage(root, (token) => {
    tokens.push(token)
    return door
  })
  await settle()
}

async function opened(language = 'zh-CN'): Promise<void> {
  await open('#the-token', language)
  await confirm('1234')
}

/** This environment decodes no pictures; a photo then travels as it came. */
class NoImage {
  onerror = () => {}
  set src(_address: string) {
    queueMicrotask(() => this.onerror())
  }
}

beforeEach(() => {
  vi.stubGlobal('Image', NoImage)
  door = fakeDoor()
  tokens = []
  document.body.replaceChildren(root)
})

afterEach(() => close())

describe('the page of a plate that is locked', () => {
  it('shows the plate and what works without confirming, and nothing of the shop', async () => {
    await open()
    expect(tokens).toEqual(['the-token'])
    expect([by('.plate').textContent, by('h1').textContent]).toEqual(['槐荫路128号', '门前五包（平城）'])
    expect([by('#items').textContent, by('a').getAttribute('href')]).toEqual([expect.stringContaining('五包是哪五样'), 'tel:00006200117'])
    expect(text()).not.toContain('禾家粮油')
    expect(pathsAsked()).toEqual(['plate'])
  })

  it('says below each item what it is called in English, to who reads English', async () => {
    await open('#the-token', 'en')
    expect([...root.querySelectorAll('#items dt')].map((one) => [one.firstChild?.textContent, one.querySelector('small')?.textContent])[0]).toEqual(['净化', 'cleanliness'])
    await push('中文')
    expect(by('#items dt').textContent).toBe('净化')
  })

  it('wants as many digits as the way has, and says how many are lacking', async () => {
    await open()
    write('factor', '12a')
    expect([by<HTMLInputElement>('#factor').value, by('#unlock').textContent, by('#unlock').getAttribute('aria-disabled')]).toEqual(['12', '还差 2 位', 'true'])
    await confirm('12')
    expect(pathsAsked()).toEqual(['plate'])
    await push('六位验证码')
    await confirm('１２３４５６')
    expect(door.asked[1]).toEqual({ path: 'unlock', body: { code: '123456' } })
  })

  it('tells every wrong answer in the same words, with how to go on', async () => {
    await open()
    door.answers = { unlock: [{ trouble: { word: 'wrong' } }, { trouble: { word: 'busy', minutes: 4 } }, { trouble: { word: 'no-network' } }] }
    await confirm('9999')
    expect([by('.status').textContent, by('#said').textContent]).toEqual(['没对上，请核对后再填一次。', expect.stringContaining('街道办')])
    expect(by('#lock').parentElement!.textContent).toContain('当时没有登记手机')
    expect([document.activeElement?.id, by<HTMLInputElement>('#factor').value]).toEqual(['factor', '9999'])
    await confirm('9998')
    expect(by('.status').textContent).toContain('4 分钟')
    await confirm('9997')
    expect(by('.status').textContent).toContain('没连上网')
    await confirm('1234')
    expect(by('h1').textContent).toBe('禾家粮油')
  })

  it('says what to do without a token, with one that opens nothing, and without a connection', async () => {
    await open('')
    expect([text(), door.asked]).toEqual([expect.stringContaining('请扫店门口牌子'), []])
    close()
    door.answers = { plate: [{ trouble: { word: 'not-found' } }, { trouble: { word: 'no-network' } }] }
    await open('#old')
    expect(text()).toContain('可能换过新牌子')
    location.hash = '#new'
    await settle()
    expect([text(), tokens]).toEqual([expect.stringContaining('没连上网'), ['', 'old', 'new']])
    await push('再试一次')
    expect(by('h1').textContent).toBe('门前五包（平城）')
  })

  it('tells the server that the address works when that is what it was opened for', async () => {
    door.answers = { seen: [{ told: { passed: false } }, { told: { passed: true } }, { trouble: { word: 'not-found' } }] }
    for (const said of ['不能算', '可以印牌子', '重新开始']) {
      await open('#check=once')
      expect(text()).toContain(said)
      close()
    }
    expect(door.asked).toEqual(Array(3).fill({ path: 'seen', body: { nonce: 'once' } }))
  })
})

describe('the page of an open shop', () => {
  it('shows the deadline first, one button in blue, and everything of the pledge', async () => {
    await opened()
    expect(by('main > article').textContent).toMatch(/^请在今天 17:30 前整改还剩 2 小时 50 分秩序：果筐和桌凳摆到店外/)
    expect([...root.querySelectorAll('.push:not(.plain)')].map((one) => one.textContent)).toEqual(['拍整改照片'])
    for (const said of ['货物收回店内', '望河包〔2026〕412号', '有 1 项待整改', '街道办已备案', '责任区 8.4 m', '检查记录 2', '确认收到不等于同意', '不是行政处罚决定']) expect(text()).toContain(said)
    expect(root.querySelectorAll('.signature polyline')).toHaveLength(2)
    expect(document.title).toBe('禾家粮油')
  })

  it('is there in English, and what was signed stays as it was signed', async () => {
    await opened('en')
    expect(text()).toContain('Please put right by today 17:30')
    expect([by('.items').lang, document.documentElement.lang]).toEqual(['zh-CN', 'en'])
    await push('中文')
    expect([document.documentElement.lang, text().includes('请在今天 17:30 前整改'), document.activeElement?.id]).toEqual(['zh-CN', true, 'language'])
  })

  it('shows the picture of the check, or says that it is being prepared', async () => {
    await opened()
    expect(by<HTMLImageElement>('figure img').alt).toBe('检查时拍的照片')
    close()
    door.shop.breaches[0]!.before[0]!.shown = false
    await opened()
    expect(text()).toContain('正在遮挡人脸和车牌')
  })

  it('asks for a photo before the check, sends photos and words, and says that they were received', async () => {
    await opened()
    await push('已整改，请复查')
    expect([text(), pathsAsked().includes('piece')]).toEqual([expect.stringContaining('先拍一张整改后的照片'), false])
    await choose(`shoot-${BREACH}`, new File(['x'], 'note.txt', { type: 'text/plain' }))
    expect(text()).toContain('不是能用的照片')
    await choose(`choose-${BREACH}`, new File(['one'], 'a.jpg', { type: 'image/jpeg' }), new File(['one'], 'b.jpg', { type: 'image/jpeg' }), new File(['two'], 'c.jpg', { type: 'image/jpeg' }))
    expect(root.querySelectorAll('.remove')).toHaveLength(2)
    expect([...root.querySelectorAll('.push:not(.plain)')].map((one) => one.textContent)).toEqual(['已整改，请复查'])
    by('.remove').click()
    write(`note-${BREACH}`, ' 已收回 ')
    const handin = `breaches/${BREACH}/handin`
    door.answers = { [handin]: [{ trouble: { word: 'no-network' } }] }
    await push('已整改，请复查')
    expect([text(), root.querySelectorAll('.remove').length]).toEqual([expect.stringContaining('没连上网'), 1])
    Object.assign(door.shop.breaches[0]!, { state: 'handed-in', handins: [{ at: '2026-11-20T06:41:00Z', verdict: null, reason: '' }] })
    await push('已整改，请复查')
    const sent = door.asked.filter(({ path }) => path === handin).map(({ body }) => body)
    expect(sent[0]).toEqual(sent[1])
    expect(sent[0]).toMatchObject({ photos: [expect.stringMatching(/^[0-9a-f]{64}$/)], note: '已收回' })
    expect([text(), by('#said').textContent]).toEqual([expect.stringContaining('今天 14:41 收到您的整改照片'), '已收到，等复查。'])
    expect(root.querySelector('input[type=file]')).toBeNull()
  })

  it('tells why a check failed, that a case was opened, and lets photos be handed in again', async () => {
    Object.assign(door.shop.breaches[0]!, { state: 'escalated', deadline: '2026-11-20T06:00:00Z', handins: [{ at: '2026-11-20T05:00:00Z', verdict: 'failed', reason: '盲道还占着' }] })
    await opened()
    for (const said of ['今天 14:00 已到期', '已超过 40 分', '复查没通过：盲道还占着', '已立案处理']) expect(text()).toContain(said)
    expect(document.getElementById(`shoot-${BREACH}`)).not.toBeNull()
  })

  it('takes an appeal in words, keeps them over the other language, and shows what was answered', async () => {
    await opened()
    await push('不符实，要申诉')
    expect(document.activeElement?.id).toBe(`appeal-${BREACH}`)
    await push('提交申诉')
    expect(text()).toContain('先写哪里不符实')
    write(`appeal-${BREACH}`, '不是我家的')
    await push('English')
    expect(by<HTMLTextAreaElement>(`#appeal-${BREACH}`).value).toBe('不是我家的')
    door.shop.breaches[0]!.appeal = { at: '2026-11-20T06:41:00Z', text: '不是我家的', state: 'refused', answer: '照片里有店名', due_at: '2026-11-24T06:41:00Z' }
    await push('Send the appeal')
    expect(door.asked.at(-1)!.body).toMatchObject({ text: '不是我家的', id: expect.any(String) })
    expect(text()).toContain('Appeal refused: 照片里有店名')
  })

  it('has no appeal when its time is over', async () => {
    door.shop.breaches[0]!.appeal_until = '2026-11-20T06:00:00Z'
    await opened()
    expect([text().includes('申诉时间已过'), pushOf('不符实，要申诉')]).toEqual([true, undefined])
  })

  it('confirms the receipt of a notice, beside which stands the appeal', async () => {
    await opened()
    expect([...root.querySelectorAll('button')].filter((one) => one.textContent === '不符实，要申诉')).toHaveLength(2)
    door.shop.notices[0]!.received_at = '2026-11-20T06:45:00Z'
    await push('确认收到')
    expect([pathsAsked().at(-1), text()]).toEqual([`notices/${NOTICE}/receipt`, expect.stringContaining('今天 14:45 已确认收到')])
  })

  it('shows the pictures of a notice that belongs to no breach', async () => {
    door.shop.breaches = []
    await opened()
    expect([text().includes('整改通知单'), root.querySelectorAll('figure img').length]).toEqual([true, 1])
  })

  it('asks for the second factor again when its time is over, and keeps what was written', async () => {
    await opened()
    door.answers = { [`notices/${NOTICE}/receipt`]: [{ trouble: { word: 'locked' } }] }
    await push('不符实，要申诉')
    write(`appeal-${BREACH}`, '半句')
    await push('确认收到')
    expect([by('h1').textContent, text(), text().includes('禾家粮油')]).toEqual(['门前五包（平城）', expect.stringContaining('重新确认一次'), false])
    await confirm('1234')
    expect(by<HTMLTextAreaElement>(`#appeal-${BREACH}`).value).toBe('半句')
    expect(pathsAsked().filter((path) => path.endsWith('receipt'))).toHaveLength(2)
  })

  it('shows the shop as it is now when somebody was quicker', async () => {
    await opened()
    door.answers = { [`notices/${NOTICE}/receipt`]: [{ trouble: { word: 'changed' } }] }
    door.shop.notices[0]!.received_at = '2026-11-20T06:45:00Z'
    await push('确认收到')
    expect([text(), pushOf('确认收到')]).toEqual([expect.stringContaining('今天 14:45 已确认收到'), undefined])
  })

  it('fetches the signed sheet once and offers to save or open it', async () => {
    await opened()
    door.answers = { sheet: [{ trouble: { word: 'no-network' } }] }
    await push('下载 PDF')
    expect(text()).toContain('没连上网')
    await push('下载 PDF')
    expect([pushOf('保存到手机').getAttribute('download'), pushOf('打开看').getAttribute('href')]).toEqual(['门前责任书.pdf', expect.stringMatching(/^blob:/)])
    expect(text()).toContain('在浏览器打开')
  })

  it('confirms a pledge that was signed where no code could be told', async () => {
    Object.assign(door.shop, { breaches: [], notices: [] })
    Object.assign(door.shop.pledge!, { standing: 'signed', to_confirm: true, number: null, filed_at: null, confirmed_at: null })
    await opened()
    expect(text()).toContain('等街道办备案')
    Object.assign(door.shop.pledge!, { standing: 'confirmed', to_confirm: false })
    await push('是我签的，确认')
    expect([pathsAsked().at(-1), pushOf('是我签的，确认'), text()]).toEqual([`pledges/${door.shop.pledge!.id}/confirmation`, undefined, expect.stringContaining('已签，待备案')])
  })

  it('says that nothing waits, and whom to call on a change', async () => {
    Object.assign(door.shop, { breaches: [{ ...door.shop.breaches[0]!, state: 'closed' }], notices: [] })
    await opened()
    for (const said of ['现在没有要整改的', '30 天内要重签', '已办结 1 项']) expect(text()).toContain(said)
  })

  it('draws the ground as it was measured, with the doors of both neighbours', async () => {
    await opened()
    const drawn = document.querySelector('svg.sketch')
    expect([...(drawn?.querySelectorAll('text') ?? [])].map((one) => one.textContent)).toEqual(expect.arrayContaining(['126 号', '130 号', '责任区 8.4 m']))
    expect(drawn?.querySelector('polygon.mine')?.getAttribute('points')).toBe('96,116 224,116 224,56 96,56 96,116')
  })

  it('draws a plain ground where nobody measured it or knew the neighbours', async () => {
    Object.assign(door.shop.frontage!, { sketch: null })
    await opened()
    const drawn = document.querySelector('svg.sketch')
    expect([drawn?.querySelector('polygon'), drawn?.querySelectorAll('rect.mine').length]).toEqual([null, 1])
    expect(drawn?.textContent).not.toContain('126')
  })

  it('shows a shop without a pledge', async () => {
    Object.assign(door.shop, { pledge: null, frontage: null, breaches: [], notices: [], checks: [] })
    await opened()
    for (const said of ['还没有签责任书', '还没有检查记录', '巡查员上门时当场就能签']) expect(text()).toContain(said)
  })
})

describe('a renewal', () => {
  const document_ = { scheme: { name: '门前五包（平城）' }, items: exampleShop().pledge!.items, frontage: { left: '126号墙线', right: '130号墙线', length_m: 8.4, rule: '' }, office: { name: '望河街道办事处' }, term: { months: 12 } }

  it('is read, signed by hand and sent as the document it becomes', async () => {
    door.shop.shop.resign_by = '2026-12-10'
    door.shop.renewal = { why: 'change', document: document_ }
    await opened()
    expect(text()).toContain('请在 2026-12-10 前重签')
    expect([...root.querySelectorAll('.push:not(.plain)')].map((one) => one.textContent)).toEqual(['拍整改照片'])
    door.shop.breaches = door.shop.notices = []
    await push('English')
    await push('中文')
    await push('看内容，续签')
    expect([...root.querySelectorAll('.push:not(.plain)')].map((one) => one.textContent)).toEqual(['签好了，提交'])
    write('signer', '禾小满')
    for (const [phone, said] of [['123', '手机号不对'], ['138 0000 0000', '先在框里签名']] as const) {
      write('phone', phone)
      await push('签好了，提交')
      expect(text()).toContain(said)
    }
    ;(document.getElementById('capacity-agent') as HTMLInputElement).dispatchEvent(new Event('change'))
    for (const type of ['pointerdown', 'pointerup']) by('.pad').dispatchEvent(Object.assign(new Event(type, { cancelable: true }), { clientX: 5, clientY: 5, pointerId: 1 }))
    expect(by('.pad').getAttribute('aria-label')).toBe('签名处，已签 1 笔')
    door.shop.renewal = null
    await push('签好了，提交')
    expect(door.asked.at(-1)).toEqual({
      path: 'renewal',
      body: { document: { ...document_, pledge_id: expect.stringMatching(/^[0-9a-f-]{36}$/), signer: { name: '禾小满', capacity: 'agent', phone: '13800000000' }, signed_at: '2026-11-20T06:40:00.000Z', strokes: [[expect.any(Array)]] } },
    })
    expect([text().includes('续签责任书'), by('#said').textContent]).toEqual([false, '已签好，等街道办备案。'])
  })

  it('can be begun anew and put off', async () => {
    door.shop.renewal = { why: 'expiring', document: document_ }
    await opened()
    await push('看内容，续签')
    by('.pad').dispatchEvent(Object.assign(new Event('pointerdown', { cancelable: true }), { clientX: 5, clientY: 5, pointerId: 1 }))
    by('.pad').dispatchEvent(new Event('pointerup'))
    await push('重新签')
    expect(by('.pad').getAttribute('aria-label')).toBe('签名处，还没有签')
    await push('先不续签')
    expect(root.querySelector('.pad')).toBeNull()
  })
})
