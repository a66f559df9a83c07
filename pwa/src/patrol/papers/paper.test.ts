// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'

import type { PaperKit } from '@/domain/paper'
import { Failure } from '@/domain/problem'
import { $, all, patrolPage, settle, shoot, tap, text } from '../patrolPage.testing'
import { aPerson } from '../fakePhone.testing'
import { aDraft } from '../samples.testing'

const page = patrolPage()
const texts = { head_lines: [], opening: 'Found:', phrases: ['Take it inside.'], closing: '', rights: '', contact: '' }
const kit = (left: number[] = [3, 4]): PaperKit => ({
  templates: [{ id: 7, unit_code: 'east', issuer: 'Office', officer: 'Head', texts, authorised: ['sl2_out_of_shop'], block: { id: 'b', form: 'E{n}', left, ends_at: '2999-01-01T00:00:00Z' } }],
  basis: [{ id: 1, code: 'B1', version: 1, title: 'Rules', article: '10', text: 'Keep the pavement free.' }],
  disclaimer: 'No penalty.',
})
const paperOf = () => page.fake.state.drafts.get()[0]?.paper

async function open(where = '/capture/d/paper', permissions = ['hand-out-notices']): Promise<void> {
  page.fake.state.session.set({ state: 'signed-in', person: aPerson({ permissions }) })
  if (page.fake.state.drafts.get().length === 0) page.fake.state.drafts.set([aDraft({ id: 'd', category: 'sl2_out_of_shop' })])
  await page.open(where)
  await settle()
}

async function write(id: string, words: string): Promise<void> {
  const field = $(id) as HTMLInputElement
  field.value = words
  field.dispatchEvent(new Event('input'))
  await settle()
}

async function numbered(): Promise<void> {
  page.fake.state.kit.set(kit())
  await open()
  await write('paper-name', 'Wang’s shop')
  await tap('paper-phrase')
  await tap('take-number')
}

describe('the way to a paper', () => {
  it('is offered on the form where the category is authorised and the person may', async () => {
    page.fake.state.kit.set(kit())
    await open('/capture/d')
    expect($('paper-card')?.dataset.state).toBe('off')
  })

  it('is not there without the right', async () => {
    page.fake.state.kit.set(kit())
    await open('/capture/d', [])
    expect($('paper-card')).toBeNull()
  })

  it('is not there for a category that nobody authorised', async () => {
    page.fake.state.kit.set(kit())
    page.fake.state.drafts.set([aDraft({ id: 'd', category: 'manhole_broken' })])
    await open('/capture/d')
    expect($('paper-card')).toBeNull()
  })
})

describe('a paper', () => {
  it('is on disk with every word, and gets its number when it says all that it must', async () => {
    page.fake.state.kit.set(kit())
    await open()
    expect(text('paper-lacks')).toBe('For whom is it?')
    await write('paper-name', 'Wang’s shop')
    expect(paperOf()?.receiver.name).toBe('Wang’s shop')
    await tap('paper-phrase')
    await tap('paper-basis')
    await tap('take-number')
    expect(paperOf()).toMatchObject({ template_id: 7, running: 3, basis: [1], requirement: 'Take it inside.' })
    expect(text('paper-text')).toContain('No penalty.')
    expect(text('paper-text')).toContain('《Rules》10')
  })

  it('is served once it is signed', async () => {
    await numbered()
    expect(text('service-lacks')).toBe('Who signs?')
    await write('signer', 'Wang')
    await tap('capacity-operator')
    const pad = $('signature-pad') as HTMLElement
    for (const kind of ['pointerdown', 'pointermove', 'pointerup']) pad.dispatchEvent(new MouseEvent(kind, { bubbles: true, clientX: 1, clientY: 1 }))
    await settle()
    expect(paperOf()?.service.strokes).toHaveLength(1)
    await tap('served')
    expect([$('paper-card')?.dataset.state, text('paper-card')]).toEqual(['served', 'Rectification noticeE3 signed for'])
  })

  it('is served without a signature by a witness, a reason and a picture of it', async () => {
    await numbered()
    await tap('means-left')
    await tap('reason-refused')
    await write('witness', 'Li')
    expect(text('service-lacks')).toContain('picture')
    await tap('shoot-paper')
    await shoot()
    await tap('camera-done')
    expect(page.fake.state.drafts.get()[0]?.photos.map(({ role }) => role)).toEqual(['paper'])
    expect($('served')).not.toBeNull()
  })

  it('says clearly when no number is left, and can be kept as a draft for the office', async () => {
    page.fake.state.kit.set(kit([]))
    await open()
    await write('paper-name', 'Wang’s shop')
    await tap('paper-phrase')
    expect(text('no-numbers')).toContain('No number left on this phone')
    page.fake.state.failing.set('fetchKit', new Failure('no-network'))
    await tap('fetch-numbers')
    expect(text('no-numbers')).toContain('No connection')
    await tap('keep-draft')
    expect($('paper-card')?.dataset.state).toBe('unnumbered')
    expect(all('save')).toHaveLength(1)
  })
})
