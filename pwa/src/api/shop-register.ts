/** The register of shops: lines, one shop, entering and merging, tables on their way in. */
import type { FileDatum } from '@/domain/permit-register'
import type { ShopContact, ShopFields, ShopImport, ShopRow, ShopView } from '@/domain/shop-register'
import type { Page } from '@/domain/views'

import { BASE, type Http } from './http'
import { queryOf } from './query'
import { sendFile } from './send-file'
import type { upload } from './upload'

export interface ShopRegisterApi {
  list(query: Record<string, string | number>): Promise<Page<ShopRow>>
  /** How many lines the same question has, by how shops stand. */
  counts(query: Record<string, string | number>): Promise<Record<string, number>>
  get(id: string): Promise<ShopView>
  add(fields: ShopFields): Promise<ShopView>
  /** Rejects with `stale` when somebody was faster, `invalid-body` with pointers. */
  change(id: string, rev: number, fields: Partial<ShopFields>): Promise<ShopView>
  /** This shop goes on in the other one; answers with that one. */
  merge(id: string, into: string): Promise<ShopView>
  /** In full, for whoever may; that it was looked at is on record. */
  contact(id: string): Promise<ShopContact>
  /** Reads a table and says what is wrong with it; nothing is entered. */
  bring(file: Blob, name: string, datum: FileDatum): Promise<ShopImport>
  enter(importId: string): Promise<ShopImport>
}

/** A picture of a shop's front, for whoever sees the shop. */
export const frontUrl = (id: string, sha256: string, size: 'thumb' | 'screen') => `${BASE}/shops/${encodeURIComponent(id)}/photos/${sha256}?size=${size}`

/** A table of a whole city. */
const PATIENCE_MS = 180_000

export function createShopRegisterApi(http: Http, send: typeof upload): ShopRegisterApi {
  const at = (id: string, what = '') => `/shops/${encodeURIComponent(id)}${what}`
  return {
    list: async (query) => (await http.json({ method: 'GET', path: `/shops${queryOf(query)}` })) as Page<ShopRow>,
    counts: async (query) => (await http.json({ method: 'GET', path: `/shops/counts${queryOf(query)}` })) as Record<string, number>,
    get: async (id) => (await http.json({ method: 'GET', path: at(id) })) as ShopView,
    add: async (fields) => (await http.json({ method: 'POST', path: '/shops', json: fields })) as ShopView,
    change: async (id, rev, fields) => (await http.json({ method: 'PATCH', path: at(id), json: fields, headers: { 'If-Match': `"${rev}"` } })) as ShopView,
    merge: async (id, into) => (await http.json({ method: 'POST', path: at(id, '/merge'), json: { into } })) as ShopView,
    contact: async (id) => (await http.json({ method: 'GET', path: at(id, '/contact') })) as ShopContact,
    bring: (file, name, datum) => sendFile(send, `/shops/imports${queryOf({ name, datum })}`, file, PATIENCE_MS),
    enter: async (id) => (await http.json({ method: 'POST', path: `/shops/imports/${encodeURIComponent(id)}/activation`, timeoutMs: PATIENCE_MS })) as ShopImport,
  }
}
