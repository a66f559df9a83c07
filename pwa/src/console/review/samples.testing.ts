/** A pending report as the server tells it, for tests; every field can be replaced. */
import type { ReportView } from '@/domain/views'

export function aReport(id: string, more: Partial<ReportView> = {}): ReportView {
  return {
    id,
    status: 'pending',
    author: { id: 'p1', name: 'Patrol 01' },
    captured_at: '2026-11-20T00:15:30Z',
    received_at: '2026-11-20T00:16:00Z',
    category: 'sl2_out_of_shop',
    note: '',
    handled_on_spot: false,
    position: {
      lon: 113.6711,
      lat: 34.7419,
      accuracy_m: 8,
      fixed_at: '2026-11-20T00:15:29Z',
      source: 'gps',
      datum: 'wgs84',
    },
    placement: {
      status: 'inside',
      segment: { code: 'S01', name: 'North Street' },
      cell: { code: '410103001002003' },
      distance_m: 3.2,
      candidates: [],
    },
    photos: [{ sha256: 'a'.repeat(64), role: 'scene', stored: true, decodable: true }],
    flags: [],
    verdict: null,
    case_no: null,
    rev: 1,
    ...more,
  }
}
