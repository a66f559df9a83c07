// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, type App, type Component } from 'vue'

import type { Person } from '@/domain/person'
import { createWords } from '@/i18n'
import { consoleMessages } from '@/i18n/console'

import { deskRouter } from '../router'
import { useSession } from '../session/useSession'
import DeskRail from './DeskRail.vue'
import { pagesOf } from './frames'
import SettingsFrame from './SettingsFrame.vue'

const here = vi.hoisted(() => ({ person: {} as object }))
vi.mock('../server', () => ({
  sessionApi: { whoAmI: () => Promise.resolve(here.person) },
  handlingApi: { settings: () => Promise.resolve({ separate_filing: false }) },
}))

const SUPERVISOR = ['see-scope', 'judge-reports', 'dispatch-cases', 'file-cases', 'draft-notices']
let app: App | null = null
let shown: string[] = []

async function sit(permissions: string[], roles: string[] = []): Promise<void> {
  here.person = { id: 'p', name: 'Li', roles, permissions, scope: { segments: [], cells: [], units: [] } } as unknown as Person
  await useSession().start()
}

async function mount(part: Component): Promise<void> {
  const { plugin } = await createWords(consoleMessages)
  app = createApp(part).use(plugin).use(deskRouter())
  app.mount(document.body.appendChild(document.createElement('div')))
  shown = [...document.querySelectorAll<HTMLElement>('[data-testid]')].map((one) => one.dataset.testid ?? '')
}

/** Where the door of a frame leads this person. */
function leadsTo(path: string): unknown {
  const redirect = deskRouter().getRoutes().find((route) => route.path === path)?.redirect
  return typeof redirect === 'function' ? redirect({} as never, {} as never) : redirect
}

beforeEach(() => {
  document.body.innerHTML = ''
})
afterEach(() => {
  app?.unmount()
  app = null
})

describe('the door to the settings', () => {
  it('is there for whoever may open one page behind it, and leads to the first of them', async () => {
    await sit(SUPERVISOR)
    expect(leadsTo('/settings')).toBe('/roster')
    await mount(DeskRail)
    expect(shown).toContain('nav-settings')
    await sit(['manage-calendar'])
    expect(leadsTo('/settings')).toBe('/calendar')
    await sit(['edit-catalog', 'manage-people'])
    expect(leadsTo('/settings')).toBe('/catalog')
  })

  it('is not there for whoever may open none', async () => {
    await sit(['handle-cases'], ['unit'])
    expect(leadsTo('/settings')).toBe('/')
    await mount(DeskRail)
    expect(shown).toContain('nav-unit')
    expect(shown).not.toContain('nav-settings')
    expect(shown).not.toContain('nav-papers')
  })

  it('opens to a navigation of exactly the pages that they may open', async () => {
    await sit(SUPERVISOR)
    await mount(SettingsFrame)
    expect(shown.filter((name) => name.startsWith('settings-'))).toEqual(['settings-roster', 'settings-dispatch-rules', 'settings-permits'])
  })

  it('leaves out none of the pages that there are', async () => {
    const router = deskRouter()
    const inside = router.getRoutes().find(({ path }) => path === '/settings')?.children.map(({ name }) => String(name))
    await sit(['edit-catalog', 'manage-roster', 'manage-people', 'edit-dispatch', 'manage-calendar', 'manage-areas', 'manage-permits', 'watch-messages', 'read-audit'])
    expect(pagesOf('settings', router, useSession().person.value).map(({ name }) => name).sort()).toEqual(inside?.sort())
  })
})

describe('the door to the papers', () => {
  it('leads whoever writes none to the ledger of issues', async () => {
    await sit(['see-scope'])
    expect(leadsTo('/papers')).toBe('/issue-ledger')
    await sit(SUPERVISOR)
    expect(leadsTo('/papers')).toBe('/notices')
  })
})

describe('the door to the pledges', () => {
  it('is there for whoever sees pledges, and leads to the ledger', async () => {
    await sit(['see-scope', 'see-pledges'])
    expect(leadsTo('/pledges')).toBe('/pledges/shops')
    await mount(DeskRail)
    expect(shown).toContain('nav-pledges')
  })

  it('is not there for whoever sees none', async () => {
    await sit(['handle-cases'], ['unit'])
    await mount(DeskRail)
    expect(shown).not.toContain('nav-pledges')
  })

  it('opens to a navigation of the pages that they may open', async () => {
    await sit(['see-scope', 'see-pledges'])
    const { person } = useSession()
    expect(pagesOf('pledges', deskRouter(), person.value).map(({ name }) => name)).toEqual(['pledge-ledger', 'breaches', 'pledge-praise', 'pledge-schemes', 'breach-ladder', 'plate-address'])
    await sit(['see-scope', 'see-pledges', 'read-figures'])
    expect(pagesOf('pledges', deskRouter(), person.value).map(({ name }) => name)).toContain('pledge-figures')
  })
})
