import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { readProblem } from './problem'

const examples = JSON.parse(
  readFileSync(new URL('../../../tests/contract/problems.json', import.meta.url), 'utf8'),
) as { status: number; body: Record<string, unknown> }[]

describe('a problem', () => {
  it.each(examples)('is known by its slug and keeps its facts: $body.type', ({ status, body }) => {
    const { type, title, detail, status: _status, ...facts } = body
    const problem = readProblem('application/problem+json; charset=utf-8', body)
    expect(`/problems/${problem?.slug}`).toBe(type)
    expect(problem).toMatchObject({ status, title, detail, facts })
  })

  it.each([
    ['text/html', '<html>'],
    ['application/json', examples[0]?.body],
    ['application/problem+json', { type: 'about:blank', status: 404 }],
    ['application/problem+json', null],
    [null, examples[0]?.body],
  ])('is not made up from %s', (contentType, body) => {
    expect(readProblem(contentType, body)).toBeNull()
  })
})
