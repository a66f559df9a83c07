/** What a city sets for handling, and the filing of reports where it is a step of its own. */
import type { DrawView, HandlingSettings, SettingsInForce, SettingsVersion } from '@/domain/handling-settings'
import type { ReportView } from '@/domain/views'

import type { Http } from './http'

export interface HandlingApi {
  settings(): Promise<SettingsInForce>
  /** `rev` is the one that was read; rejects with `stale` (412) when somebody was faster. */
  set(settings: HandlingSettings, rev: number): Promise<SettingsInForce>
  versions(): Promise<SettingsVersion[]>
  draws(): Promise<DrawView[]>
  /** Reports that were accepted and wait to be filed, the oldest first. */
  toFile(): Promise<ReportView[]>
  file(report: ReportView): Promise<ReportView>
  refuse(report: ReportView, reason: string): Promise<ReportView>
  /** One's own filing or refusal, within 30 s. */
  takeBack(id: string): Promise<ReportView>
}

export function createHandlingApi(http: Http): HandlingApi {
  const items = async <T>(path: string) => ((await http.json({ method: 'GET', path })) as { items: T[] }).items
  const filing = (id: string) => `/reports/${encodeURIComponent(id)}/filing`
  const read = ({ rev }: { rev: number }) => ({ 'If-Match': `"${rev}"` })
  return {
    settings: async () => (await http.json({ method: 'GET', path: '/handling-settings' })) as SettingsInForce,
    set: async (settings, rev) => (await http.json({ method: 'PUT', path: '/handling-settings', json: settings, headers: read({ rev }) })) as SettingsInForce,
    versions: () => items<SettingsVersion>('/handling-settings/history'),
    draws: () => items<DrawView>('/handling-settings/draws'),
    toFile: () => items<ReportView>('/filing'),
    file: async (report) => (await http.json({ method: 'POST', path: filing(report.id), headers: read(report) })) as ReportView,
    refuse: async (report, reason) => (await http.json({ method: 'POST', path: `${filing(report.id)}/refusal`, json: { reason }, headers: read(report) })) as ReportView,
    takeBack: async (id) => (await http.json({ method: 'DELETE', path: filing(id) })) as ReportView,
  }
}
