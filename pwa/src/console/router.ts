/** The screens of the desk and who is led where. Knows paths; must not know what a screen shows. */
import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'

import { homeOf, may, type Right } from './session/rights'
import { useSession } from './session/useSession'
import { pagesOf, type Frame } from './shell/frames'

declare module 'vue-router' {
  interface RouteMeta {
    right?: Right
  }
}

export function deskRouter() {
  const router = createRouter({
    history: createWebHistory('/console'),
    routes: [
      { path: '/', name: 'start', component: () => import('./shell/StartPage.vue') },
      { path: '/review', name: 'review', component: () => import('./review/ReviewPage.vue'), meta: { right: 'judge' } },
      { path: '/filing', name: 'filing', component: () => import('./filing/FilingPage.vue'), meta: { right: 'filing' } },
      { path: '/cases', name: 'cases', component: () => import('./cases/CasesPage.vue'), meta: { right: 'cases' } },
      { path: '/cases/suspended', name: 'suspended', component: () => import('./cases/SuspendedPage.vue'), meta: { right: 'cases' } },
      { path: '/cases/:no', name: 'case', component: () => import('./cases/CasePage.vue'), meta: { right: 'case' }, props: true },
      { path: '/dispatch', name: 'dispatch', component: () => import('./dispatch/DispatchPage.vue'), meta: { right: 'dispatch' } },
      { path: '/statistics', name: 'statistics', component: () => import('./statistics/StatisticsPage.vue'), meta: { right: 'figures' } },
      { path: '/whistles', name: 'whistles', component: () => import('./whistles/WhistlesPage.vue'), meta: { right: 'case' } },
      { path: '/campaigns', name: 'campaigns', component: () => import('./campaigns/CampaignsPage.vue'), meta: { right: 'campaigns' } },
      { path: '/map', name: 'map', component: () => import('./map/MapPage.vue'), meta: { right: 'cases' } },
      {
        path: '/settings',
        redirect: () => firstOf('settings'),
        component: () => import('./shell/SettingsFrame.vue'),
        children: [
          { path: '/catalog', name: 'catalog', component: () => import('./catalog/CatalogPage.vue'), meta: { right: 'catalog' } },
          { path: '/dispatch/rules', name: 'dispatch-rules', component: () => import('./dispatch/RulesPage.vue'), meta: { right: 'rules' } },
          { path: '/roster', name: 'roster', component: () => import('./roster/RosterPage.vue'), meta: { right: 'roster' } },
          { path: '/people', name: 'people', component: () => import('./people/PeoplePage.vue'), meta: { right: 'people' } },
          { path: '/permits', name: 'permits', component: () => import('./permits/PermitsPage.vue'), meta: { right: 'permits' } },
          { path: '/handling-settings', name: 'handling-settings', component: () => import('./handling-settings/HandlingSettingsPage.vue'), meta: { right: 'handling' } },
          { path: '/calendar', name: 'calendar', component: () => import('./calendar/CalendarPage.vue'), meta: { right: 'calendar' } },
          { path: '/areas', name: 'areas', component: () => import('./areas/AreasPage.vue'), meta: { right: 'areas' } },
          { path: '/messages', name: 'messages', component: () => import('./messages/MessagesPage.vue'), meta: { right: 'messages' } },
          { path: '/audit', name: 'audit', component: () => import('./audit/LogPage.vue'), meta: { right: 'audit' } },
        ],
      },
      {
        path: '/papers',
        redirect: () => firstOf('papers'),
        component: () => import('./shell/TabbedFrame.vue'),
        props: { frame: 'papers' },
        children: [
          { path: '/notices', name: 'notices', component: () => import('./notices/NoticesPage.vue'), meta: { right: 'papers' } },
          { path: '/notices/new', name: 'notice-new', component: () => import('./notices/NoticePage.vue'), meta: { right: 'draft' } },
          { path: '/notices/:id', name: 'notice', component: () => import('./notices/NoticePage.vue'), meta: { right: 'papers' }, props: true },
          { path: '/notice-templates', name: 'notice-templates', component: () => import('./notices/TemplatesPage.vue'), meta: { right: 'papers' } },
          { path: '/notice-basis', name: 'notice-basis', component: () => import('./notices/BasisPage.vue'), meta: { right: 'papers' } },
          { path: '/notice-numbers', name: 'notice-numbers', component: () => import('./notices/NumbersPage.vue'), meta: { right: 'papers' } },
          { path: '/letters', name: 'letters', component: () => import('./letters/LettersPage.vue'), meta: { right: 'dispatch' } },
          { path: '/issue-ledger', name: 'issue-ledger', component: () => import('./issue-ledger/IssuesPage.vue'), meta: { right: 'issues' } },
          { path: '/issue-ledger/imports/:id', name: 'issue-import', component: () => import('./issue-ledger/IssueImportPage.vue'), meta: { right: 'file' }, props: true },
        ],
      },
      {
        path: '/pledges',
        redirect: () => firstOf('pledges'),
        component: () => import('./shell/TabbedFrame.vue'),
        props: { frame: 'pledges' },
        children: [
          { path: '/pledges/shops', name: 'pledge-ledger', component: () => import('./pledges/LedgerPage.vue'), meta: { right: 'pledges' } },
          { path: '/pledges/shops/new', name: 'shop-new', component: () => import('./pledges/ShopPage.vue'), meta: { right: 'keep-shops' } },
          { path: '/pledges/shops/import', name: 'shop-import', component: () => import('./pledges/ShopImportPage.vue'), meta: { right: 'keep-shops' } },
          { path: '/pledges/shops/:id', name: 'shop', component: () => import('./pledges/ShopPage.vue'), meta: { right: 'pledges' }, props: true },
          { path: '/pledges/breaches', name: 'breaches', component: () => import('./pledges/BreachesPage.vue'), meta: { right: 'breaches' } },
          { path: '/pledges/figures', name: 'pledge-figures', component: () => import('./pledges/PledgeFiguresPage.vue'), meta: { right: 'figures' } },
          { path: '/pledges/praise', name: 'pledge-praise', component: () => import('./pledges/PraisePage.vue'), meta: { right: 'pledges' } },
          { path: '/pledges/schemes', name: 'pledge-schemes', component: () => import('./pledges/SchemesPage.vue'), meta: { right: 'pledges' } },
          { path: '/pledges/ladder', name: 'breach-ladder', component: () => import('./pledges/LadderPage.vue'), meta: { right: 'breaches' } },
          { path: '/pledges/plates', name: 'plate-address', component: () => import('./pledges/PlateAddressPage.vue'), meta: { right: 'pledges' } },
        ],
      },
      { path: '/areas/imports/:id', name: 'area-import', component: () => import('./areas/ImportPage.vue'), meta: { right: 'areas' }, props: true },
      { path: '/devices', name: 'devices', component: () => import('./devices/SyncRoomPage.vue'), meta: { right: 'devices' } },
      { path: '/redaction', name: 'redaction', component: () => import('./redaction/RedactionPage.vue'), meta: { right: 'redact' } },
      { path: '/quarantine', name: 'quarantine', component: () => import('./quarantine/QuarantinePage.vue'), meta: { right: 'repair' } },
      { path: '/hand-in', name: 'hand-in', component: () => import('./handin/HandInPage.vue'), meta: { right: 'repair' } },
      { path: '/complaints', name: 'complaints', component: () => import('./complaints/ComplaintsPage.vue'), meta: { right: 'complaints' } },
      { path: '/unit', name: 'unit', component: () => import('./unit/UnitPage.vue'), meta: { right: 'unit' } },
      { path: '/:rest(.*)*', name: 'missing', component: () => import('./shell/MissingPage.vue') },
    ],
  })
  /** The first page behind a door that this person may open. */
  const firstOf = (frame: Frame) => pagesOf(frame, router, useSession().person.value)[0]?.path ?? '/'
  return router
}

/** Where this person is led instead of `to`, or null when they may go there. */
export function detour(to: Pick<RouteLocationNormalized, 'name' | 'meta'>): string | null {
  const { person } = useSession()
  const home = homeOf(person.value)
  if (to.name === 'start') return home
  return to.meta.right && !may(person.value, to.meta.right) ? '/' : null
}
