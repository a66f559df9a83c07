/** The addresses of the phone. A report being written carries its draft in the address, so a reload returns to it. */
import { createRouter, createWebHistory, type Router, type RouteRecordRaw, type RouterHistory } from 'vue-router'

import CameraScreen from './capture/CameraScreen.vue'
import CaptureForm from './capture/CaptureForm.vue'
import HomeScreen from './home/HomeScreen.vue'

const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: HomeScreen },
  { path: '/login', name: 'login', component: () => import('./login/LoginScreen.vue') },
  { path: '/capture/:id/camera', name: 'camera', component: CameraScreen, props: true },
  { path: '/capture/:id', name: 'form', component: CaptureForm, props: true },
  { path: '/capture/:id/paper', name: 'paper', component: () => import('./papers/PaperScreen.vue'), props: true },
  { path: '/outbox', name: 'outbox', component: () => import('./outbox/OutboxScreen.vue') },
  { path: '/mine', name: 'mine', component: () => import('./mine/MineScreen.vue') },
  { path: '/messages', name: 'messages', component: () => import('./messages/MessagesScreen.vue') },
  { path: '/tasks', name: 'tasks', component: () => import('./tasks/TasksScreen.vue') },
  { path: '/tasks/:caseNo', name: 'task', component: () => import('./tasks/TaskScreen.vue'), props: true },
  { path: '/answers/:reportId', name: 'answer', component: () => import('./tasks/AnswerScreen.vue'), props: true },
  { path: '/shops', name: 'shops', component: () => import('./pledges/PickScreen.vue') },
  { path: '/shops/scan', name: 'scan', component: () => import('./pledges/ScanScreen.vue') },
  { path: '/shops/:shopId', name: 'shop', component: () => import('./pledges/ShopScreen.vue'), props: true },
  { path: '/shops/:shopId/pledge', name: 'pledge', component: () => import('./pledges/PledgeScreen.vue'), props: true },
  { path: '/complaints', name: 'complaints', component: () => import('./complaints/ComplaintScreen.vue') },
  { path: '/map', name: 'map', component: () => import('./map/MapScreen.vue') },
  { path: '/settings', name: 'settings', component: () => import('./settings/SettingsScreen.vue') },
  { path: '/ready', name: 'ready', component: () => import('./settings/ReadyScreen.vue') },
  { path: '/calibrate', name: 'calibrate', component: () => import('./calibrate/CalibrateScreen.vue') },
  { path: '/browser', name: 'browser', component: () => import('./shell/BrowserScreen.vue') },
  { path: '/:nowhere(.*)*', redirect: { name: 'home' } },
]

export function createPatrolRouter(history: RouterHistory = createWebHistory()): Router {
  return createRouter({ history, routes })
}
