import { fileURLToPath } from 'node:url'

import { ESLint } from 'eslint'
import { beforeAll, describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
let eslint: ESLint

async function complaints(filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: `${ROOT}${filePath}` })
  return (result?.messages ?? []).map((message) => message.ruleId ?? message.message)
}

const script = (body: string) => `<script setup lang="ts">\n${body}\n</script>\n`

describe('the import order', () => {
  beforeAll(() => {
    eslint = new ESLint({ cwd: ROOT })
  })

  it.each([
    ['src/domain/x.ts', '@/outbox/types'],
    ['src/domain/x.ts', '../storage/database'],
    ['src/outbox/x.ts', '@/storage/database'],
    ['src/storage/x.ts', '@/api/http'],
    ['src/api/x.ts', '../sync/engine'],
    ['src/sync/x.ts', '@/phone'],
    ['src/ui/x.ts', '@/storage/database'],
    ['src/ui/components/x.ts', '../../api/http'],
    ['src/patrol/x.ts', '@/console/main'],
    ['src/console/review/x.ts', '../../patrol/main'],
    ['src/console/x.ts', '@/storage/database'],
  ])('%s may not import %s', async (file, source) => {
    expect(await complaints(file, `export * from '${source}'\n`)).toContain('no-restricted-imports')
  })

  it.each([
    ['src/outbox/x.ts', '@/domain/report'],
    ['src/sync/x.ts', '../api/http'],
    ['src/patrol/home/x.ts', '@/phone'],
    ['src/console/x.ts', '@/api/http'],
  ])('%s may import %s', async (file, source) => {
    expect(await complaints(file, `export * from '${source}'\n`)).not.toContain('no-restricted-imports')
  })

  it('keeps fetch and Dexie out of every screen', async () => {
    expect(await complaints('src/patrol/X.vue', script("void fetch('/')"))).toContain('no-restricted-globals')
    expect(await complaints('src/ui/X.vue', script("import 'dexie'"))).toContain('no-restricted-imports')
    expect(await complaints('src/console/X.vue', script("import '@/api/http'"))).toContain('no-restricted-imports')
  })
})
