import { describe, expect, it } from 'vitest'

import { joinGiven, lacksOfContent, lacksOfService, newPaper, numbersLeft, templatesFor, thinned, withoutGiven, type Paper, type PaperKit, type Stroke } from './paper'

const block = { id: 'b1', form: '望河改〔2026〕{n}号', left: [1, 2, 3], ends_at: '2026-12-01T00:00:00Z' }
const texts = { head_lines: [], opening: '', phrases: [], closing: '', rights: '', contact: '' }
const template = (id: number, unit_code: string, authorised: string[]) => ({ id, unit_code, issuer: '', officer: '', texts, authorised, block })
const KIT: PaperKit = { templates: [template(1, 'east', ['a']), template(2, 'west', ['a', 'b'])], basis: [], disclaimer: '' }
const paper = (service: Partial<Paper['service']>): Paper => {
  const blank = newPaper('p', 1, '', null)
  return { ...blank, service: { ...blank.service, ...service } }
}

describe('a paper in the street', () => {
  it('goes out under templates that authorise its category only, the own unit first', () => {
    expect(templatesFor(KIT, 'a', ['west']).map(({ id }) => id)).toEqual([2, 1])
    expect(templatesFor(KIT, 'b', []).map(({ id }) => id)).toEqual([2])
    expect([templatesFor(KIT, null, []), templatesFor(null, 'a', [])]).toEqual([[], []])
  })

  it('has no number once the block has ended', () => {
    const ends = Date.parse(block.ends_at)
    expect([numbersLeft(KIT.templates[0], ends - 1), numbersLeft(KIT.templates[0], ends), numbersLeft(undefined, 0)]).toEqual([3, 0, 0])
  })

  it('needs a name, what is wanted and until when before it gets one', () => {
    const blank = newPaper('p', 1, '', null)
    expect(lacksOfContent(blank)).toBe('name')
    const named = { ...blank, receiver: { kind: 'party' as const, code: null, name: '王' } }
    expect(lacksOfContent(named)).toBe('requirement')
    expect(lacksOfContent({ ...named, requirement: 'x' })).toBe('deadline')
    expect(lacksOfContent({ ...named, requirement: 'x', deadline: 'y' })).toBeNull()
  })

  it('counts as served when it was signed for, or left with a witness and a picture; seen is not served', () => {
    const pictured = [{ role: 'paper' as const }]
    const strokes: Stroke[] = [[[0, 0]]]
    const signed = { means: 'in-person' as const, signer: '王', capacity: '经营者' }
    const left = { means: 'left' as const, reason: '拒绝签收', witness: '李' }
    expect(lacksOfService(paper({}), [])).toBe('signer')
    expect(lacksOfService(paper({ ...signed, capacity: '' }), [])).toBe('capacity')
    expect(lacksOfService(paper(signed), [{ role: 'scene' }])).toBe('signature')
    expect(lacksOfService(paper({ ...signed, strokes }), [])).toBeNull()
    expect(lacksOfService(paper(signed), pictured)).toBeNull()
    expect(lacksOfService(paper({ ...left, reason: '' }), pictured)).toBe('reason')
    expect(lacksOfService(paper({ ...left, witness: ' ' }), pictured)).toBe('witness')
    expect(lacksOfService(paper(left), [])).toBe('photo')
    expect(lacksOfService(paper(left), pictured)).toBeNull()
  })

  it('keeps a signature small enough for its report, and every stroke of it', () => {
    const scribble: Stroke = Array.from({ length: 20_000 }, (_, n) => [n / 20_000, Math.abs(Math.sin(n / 900))])
    const thin = thinned([scribble, [[2, -1]]])
    expect(JSON.stringify(thin).length).toBeLessThan(20_000)
    expect(thin[1]).toEqual([[1, 0]])
  })

  it('never offers a number again that was given here', () => {
    const given = joinGiven({ b1: [1] }, { b1: [3, 1], b2: [9] })
    expect(given).toEqual({ b1: [1, 3], b2: [9] })
    expect(withoutGiven(KIT, given).templates[0]?.block?.left).toEqual([2])
  })
})
