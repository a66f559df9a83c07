import { afterEach, describe, expect, it, vi } from 'vitest'

import { addKeys, handlerFor, isTyping } from './useKeys'

const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({ key, target: null, ...more }) as KeyboardEvent
const field = (tagName: string, type = '') => ({ tagName, type }) as unknown as HTMLElement

describe('keys of the desk', () => {
  const undo: (() => void)[] = []
  afterEach(() => undo.splice(0).forEach((remove) => remove()))

  it('are heard by the topmost layer first and then by the frame below', () => {
    const [frame, screen] = [vi.fn(), vi.fn()]
    undo.push(addKeys(() => ({ '?': frame, a: frame })), addKeys(() => ({ a: screen })))
    expect(handlerFor(press('a'))).toBe(screen)
    expect(handlerFor(press('?'))).toBe(frame)
  })

  it('stop at a dialog, so nothing behind it is judged', () => {
    undo.push(addKeys(() => ({ a: vi.fn() })), addKeys(() => ({ Escape: vi.fn() }), true))
    expect(handlerFor(press('a'))).toBeUndefined()
    undo.pop()?.()
    expect(handlerFor(press('a'))).toBeDefined()
  })

  it('work with caps lock on', () => {
    undo.push(addKeys(() => ({ a: vi.fn() })))
    expect(handlerFor(press('A'))).toBeDefined()
  })

  it.each([
    ['TEXTAREA', ''],
    ['INPUT', 'text'],
    ['INPUT', 'search'],
    ['INPUT', 'number'],
    ['SELECT', 'select-one'],
  ])('never fire while somebody types in %s %s', (tag, type) => {
    undo.push(addKeys(() => ({ a: vi.fn() })))
    expect(handlerFor(press('a', { target: field(tag, type) }))).toBeUndefined()
  })

  it('fire on a radio button or a checkbox, where letters mean nothing else', () => {
    expect(isTyping(field('INPUT', 'radio'))).toBe(false)
    expect(isTyping(field('BUTTON'))).toBe(false)
  })

  it('leave Enter to the button or link that has the focus, but for a row that is chosen already', () => {
    const give = vi.fn()
    undo.push(addKeys(() => ({ Enter: give, a: give })))
    const control = (current: string | null) => ({ tagName: 'BUTTON', closest: () => ({ getAttribute: () => current }) }) as unknown as HTMLElement
    expect(handlerFor(press('Enter', { target: control(null) }))).toBeUndefined()
    expect(handlerFor(press('Enter', { target: control('page') }))).toBeUndefined()
    expect(handlerFor(press('a', { target: control(null) }))).toBe(give)
    expect(handlerFor(press('Enter', { target: control('true') }))).toBe(give)
    expect(handlerFor(press('Enter', { target: { tagName: 'BODY', closest: () => null } as unknown as HTMLElement }))).toBe(give)
  })

  it.each([{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { isComposing: true }])(
    'leave the combinations of browser and input method alone: %o',
    (more) => {
      undo.push(addKeys(() => ({ a: vi.fn() })))
      expect(handlerFor(press('a', more))).toBeUndefined()
    },
  )
})
