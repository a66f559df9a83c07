import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

import { ICONS } from '@/ui/components/icons'
import checks from '@/i18n/messages/zh-CN/checks.json'
import password from '@/i18n/messages/zh-CN/password.json'
import patrol from '@/i18n/messages/zh-CN/patrol.json'
import pledges from '@/i18n/messages/zh-CN/pledges.json'
import say from '@/i18n/messages/zh-CN/say.json'
import shared from '@/i18n/messages/zh-CN/shared.json'
import street from '@/i18n/messages/zh-CN/street.json'
import taking from '@/i18n/messages/zh-CN/taking.json'
import tasks from '@/i18n/messages/zh-CN/tasks.json'
import told from '@/i18n/messages/zh-CN/told.json'
import { COVER_TYPES } from './capture/coverTypes'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const MESSAGES: Record<string, unknown> = { ...shared, ...patrol, ...password, ...taking, ...tasks, ...told, ...checks, ...street, ...pledges, ...say }

function at(path: string): unknown {
  return path.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], MESSAGES)
}

const sources = readdirSync(HERE, { recursive: true, withFileTypes: true })
  .filter((item) => item.isFile() && /\.(vue|ts)$/.test(item.name) && !/\.(test|testing)\.ts$/.test(item.name))
  .map((item) => readFileSync(join(item.parentPath, item.name), 'utf8'))

/** What stands in `t('…')`, also behind a condition inside the brackets. */
function keysIn(source: string): string[] {
  const calls = source.match(/\bt\((?:[^()]|\([^()]*\))*\)/g) ?? []
  return calls.flatMap((call) => call.match(/'[a-z][\w-]*(?:\.[\w-]+)+'/g) ?? []).map((key) => key.slice(1, -1))
}

/** The fixed part before the slot in a key put together from a word. */
function groupsIn(source: string): string[] {
  return [...source.matchAll(/\bt\([^)]*?`([a-z][\w.-]*)\.\$\{/g)].map((match) => match[1]!)
}

describe('the words of the patrol screens', () => {
  it('exist for every key in the code', () => {
    const keys = [...new Set(sources.flatMap(keysIn))]
    expect(keys.length).toBeGreaterThan(80)
    expect(keys.filter((key) => typeof at(key) !== 'string')).toEqual([])
  })

  it('exist as a group wherever a key is put together', () => {
    const groups = [...new Set(sources.flatMap(groupsIn))]
    expect(groups.length).toBeGreaterThan(10)
    expect(groups.filter((key) => typeof at(key) !== 'object')).toEqual([])
  })

  it('name every kind of cover', () => {
    expect(COVER_TYPES.filter((code) => typeof at(`cover.${code}`) !== 'string')).toEqual([])
  })

  it('are not written in icons that do not exist', () => {
    const named = sources.flatMap((source) => [...source.matchAll(/ icon="([\w-]+)"/g)].map((match) => match[1]!))
    expect(named.length).toBeGreaterThan(10)
    expect(named.filter((name) => !(name in ICONS))).toEqual([])
  })
})
