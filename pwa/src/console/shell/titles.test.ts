// @vitest-environment happy-dom
import { expect, it } from 'vitest'

import en from '@/i18n/messages/en/console.json'
import zh from '@/i18n/messages/zh-CN/console.json'

import { deskRouter } from '../router'

it('names every screen in the title of its window, in both languages', () => {
  const names = deskRouter()
    .getRoutes()
    .map((route) => String(route.name ?? ''))
    .filter((name) => !['', 'start', 'case'].includes(name))
  expect(names.length).toBeGreaterThan(20)
  expect(names.filter((name) => !(name in zh.nav && name in en.nav))).toEqual([])
})
