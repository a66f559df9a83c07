// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest'

import { Failure } from '@/domain/problem'
import { aPerson } from '../fakePhone.testing'
import { $, all, patrolPage, settle, shoot, tap, text } from '../patrolPage.testing'
import { KIT, SHOPS } from './samples.testing'

const page = patrolPage()
const pledgeOf = () => page.fake.state.drafts.get()[0]?.pledge

async function open(path = '/shops/s128/pledge'): Promise<void> {
  page.fake.state.session.set({ state: 'signed-in', person: aPerson({ permissions: ['sign-pledges'] }) })
  if (page.fake.state.areaPack) page.fake.state.areaPack = { ...page.fake.state.areaPack, shops: SHOPS }
  page.fake.state.pledgeKit.set(KIT)
  await page.open(path)
  await settle()
}

async function write(id: string, words: string): Promise<void> {
  const field = $(id) as HTMLInputElement
  field.value = words
  field.dispatchEvent(new Event('input'))
  await settle()
}

async function draw(index: number): Promise<void> {
  const pad = all('signature-pad')[index] as HTMLElement
  for (const kind of ['pointerdown', 'pointermove', 'pointerup']) pad.dispatchEvent(new MouseEvent(kind, { bubbles: true, clientX: 1, clientY: 1 }))
  await settle()
}

async function photograph(id: string): Promise<void> {
  await tap(id)
  await shoot()
  await tap('camera-done')
}

/** A phone without a voice: the patrol reads and ticks. */
async function readOut(): Promise<void> {
  while ($('tick-read')) await tap('tick-read')
}

/** A voice that says every item and then is done. */
function withVoice(lang: string, ends: 'end' | 'error' = 'end'): string[] {
  const said: string[] = []
  class Utterance {
    onstart = () => undefined
    onend = () => undefined
    onerror = () => undefined
    constructor(readonly text: string) {}
  }
  vi.stubGlobal('SpeechSynthesisUtterance', Utterance)
  vi.stubGlobal('speechSynthesis', {
    getVoices: () => [{ lang, localService: true }],
    cancel: () => undefined,
    speak(words: Utterance) {
      said.push(words.text)
      setTimeout(() => (ends === 'end' ? words.onend() : words.onerror()))
    },
  })
  return said
}

describe('a signing', () => {
  it('reads out in Chinese and tells who reads English what it says', async () => {
    await open()
    expect(all('pledge-item').map(({ textContent }) => textContent)).toEqual([expect.stringContaining('do clean'), expect.stringContaining('do order')])
    expect(all('item-in-english').map(({ textContent }) => textContent)).toEqual(['clean · Swept. · No rubbish outside.', 'order'])
  })

  it('opens its pad once everything was read out, and is on disk with every touch', async () => {
    await open()
    expect([text('pledge-lacks'), $('pad-closed') !== null, page.fake.state.drafts.get()]).toEqual(['Not all was read out.', true, []])
    await tap('tick-read')
    expect(pledgeOf()?.reading).toMatchObject([{ code: 'clean', how: 'person' }])
    expect($('pad-closed')).not.toBeNull()
    await readOut()
    expect([$('pad-closed'), pledgeOf()?.words.read_aloud]).toEqual([null, true])
    expect(text('all-read')).toBe('All 2 were read out')
    await write('signer-name', 'Wang')
    await tap('capacity-owner')
    expect(pledgeOf()?.words).toMatchObject({ signer: { name: 'Wang', capacity: 'owner', phone: null }, office: { unit_code: 'east' }, officer: { id: 'p1', work_number: 'patrol01' } })
    expect(pledgeOf()?.words.frontage).toMatchObject({ left: 'Elm Street 130', right: '' })
  })

  it('is sealed with both signatures and the front, and the shop then is known as signed', async () => {
    await open()
    await readOut()
    await write('signer-name', 'Wang')
    await tap('capacity-owner')
    await draw(0)
    expect(($('signer-name') as HTMLInputElement).disabled).toBe(true)
    await draw(1)
    expect(text('pledge-lacks')).toBe('The photo of the front is missing.')
    await photograph('shoot-scene')
    expect(page.router.currentRoute.value.name).toBe('pledge')
    expect($('pledge-lacks')).toBeNull()
    const draft = page.fake.state.drafts.get()[0]
    expect(draft).toMatchObject({ reply_to: { shop_id: 's128', verb: 'sign-pledge' }, photos: [{ role: 'scene' }] })
    expect(draft?.pledge?.words.strokes).toHaveLength(1)
    await tap('save-pledge')
    expect([page.fake.state.drafts.get(), page.router.currentRoute.value.name]).toEqual([[], 'shop'])
    expect(page.fake.state.outbox.get()).toMatchObject([{ reply: { shop_id: 's128', verb: 'sign-pledge' } }])
  })

  it('gives back what was locked when the signature is taken back', async () => {
    await open()
    await readOut()
    await draw(0)
    expect(pledgeOf()?.words.signed_at).not.toBeNull()
    await tap('sign-again')
    expect([pledgeOf()?.words.strokes, pledgeOf()?.words.signed_at, ($('signer-name') as HTMLInputElement).disabled]).toEqual([[], null, false])
  })

  it('comes back after a killed app with all that was read and written', async () => {
    await open()
    await tap('tick-read')
    await write('signer-name', 'Wang')
    await open()
    expect(all('pledge-item').map((one) => one.dataset.read)).toEqual(['true', 'false'])
    expect(($('signer-name') as HTMLInputElement).value).toBe('Wang')
  })

  it('can be thrown away before it is saved', async () => {
    await open()
    expect($('discard')).toBeNull()
    await tap('tick-read')
    await tap('discard')
    await tap('discard-sure')
    expect([page.fake.state.drafts.get(), page.router.currentRoute.value.name]).toEqual([[], 'shop'])
  })

  it('says what to do on a phone that has no scheme yet', async () => {
    await open()
    page.fake.state.pledgeKit.set(null)
    page.fake.state.failing.set('fetchPledgeKit', new Failure('no-network'))
    await settle()
    await tap('fetch-kit')
    expect(page.fake.state.calls).toContain('fetchPledgeKit')
    expect(document.body.textContent).toContain('Connect once')
  })
})

describe('a city with several schemes', () => {
  const [first] = KIT.schemes
  const SECOND = { ...first!, code: 'west', city: 'West District', items: first!.items.slice(1) }
  const chosen = () => all('scheme').find((one) => one.getAttribute('aria-pressed') === 'true')?.dataset.scheme

  it('asks by which one is signed, and reads out its words from the begin', async () => {
    await open()
    expect($('schemes')).toBeNull()
    page.fake.state.pledgeKit.set({ ...KIT, schemes: [...KIT.schemes, SECOND] })
    await settle()
    expect([chosen(), all('scheme').map((one) => one.textContent)]).toEqual(['city', ['Elm District · Five promises', 'West District · Five promises']])
    await tap('tick-read')
    await write('signer-name', 'Wang')
    all('scheme')[1]?.click()
    await settle()
    expect([chosen(), all('pledge-item').map((one) => one.dataset.read)]).toEqual(['west', ['false']])
    expect(pledgeOf()).toMatchObject({ reading: [], words: { scheme: { code: 'west' }, signer: { name: 'Wang' }, office: { unit_code: 'east' } } })
  })

  it('remembers the one chosen last, but a shop goes on with what it signed', async () => {
    await open()
    page.fake.state.pledgeKit.set({ ...KIT, schemes: [...KIT.schemes, SECOND] })
    page.fake.state.pledgeScheme.set('west')
    await settle()
    expect([chosen(), pledgeOf()]).toEqual(['west', undefined])
    await page.open('/shops/s130/pledge')
    await settle()
    expect(chosen()).toBe('city')
  })

  it('lets nobody change what was signed', async () => {
    await open()
    page.fake.state.pledgeKit.set({ ...KIT, schemes: [...KIT.schemes, SECOND] })
    await settle()
    await readOut()
    await draw(0)
    expect(all('scheme').map((one) => (one as HTMLButtonElement).disabled)).toEqual([true, true])
  })
})

describe('reading aloud', () => {
  it('is done by a Chinese voice, item by item', async () => {
    const said = withVoice('zh-CN')
    await open()
    expect($('tick-read')).toBeNull()
    await tap('read-aloud')
    await settle()
    expect(said).toEqual(['clean。do clean。no clean', 'order。do order。no order'])
    expect(pledgeOf()?.reading.map(({ how }) => how)).toEqual(['voice', 'voice'])
  })

  it('is left to the patrol where there is no such voice, or it fails', async () => {
    withVoice('en-US')
    await open()
    expect([all('tick-read').length, $('read-aloud')]).toEqual([2, null])
    withVoice('zh-CN', 'error')
    await open()
    await tap('read-aloud')
    await settle()
    expect(all('tick-read')).toHaveLength(2)
  })
})

describe('a shop that does not sign', () => {
  it('is kept with a reason, two officers and the notice that was left', async () => {
    await open()
    await tap('refuse')
    expect(text('refusal-lacks')).toBe('Why was it not signed?')
    expect(document.body.textContent).toContain('May be signed later.')
    await tap('reason-absent')
    await write('officer-two', '0218')
    expect(text('refusal-lacks')).toBe('The photo of the notice is missing.')
    await photograph('shoot-paper')
    await tap('save-refusal')
    expect(page.fake.state.outbox.get()).toMatchObject([{ reply: { shop_id: 's128', verb: 'refuse-pledge' }, photos: { of: 1 } }])
    expect(page.router.currentRoute.value.name).toBe('shop')
  })

  it('may sign after all, with what was read before', async () => {
    await open()
    await tap('tick-read')
    await tap('refuse')
    await tap('sign-after-all')
    expect(all('pledge-item').map((one) => one.dataset.read)).toEqual(['true', 'false'])
    expect(page.fake.state.drafts.get()[0]?.reply_to?.verb).toBe('sign-pledge')
  })
})
