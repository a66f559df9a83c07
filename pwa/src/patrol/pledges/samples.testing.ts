/** A street with shops and a pledge for tests of the screens. */
import { sha256Now } from '@/domain/digest'
import type { PackShop } from '@/domain/geography'
import type { PledgeKitKept } from '@/phone/types'

export const TOKEN = 'q3Vh0_J4wE-kq9Xc2mTzR1aB'

export const SHOPS: PackShop[] = [
  { id: 's128', name: 'He Grain', door: 'Elm Street 128', point: [113.67002, 34.73991], status: 'open', plates: [sha256Now(new TextEncoder().encode(TOKEN))], standing: null },
  { id: 's130', name: 'Xiaoman Noodles', door: 'Elm Street 130', point: [113.67015, 34.73991], status: 'open', plates: [], standing: 'active' },
  { id: 's129', name: 'Qing Fruit', door: 'Elm Street 129', point: [113.67004, 34.74009], status: 'open', plates: [], standing: null },
]

const item = (seq: number, code: string, ...category_slugs: string[]) => ({ seq, code, name_zh: code, name_en: code, do_zh: `do ${code}`, dont_zh: `no ${code}`, category_slugs })

export const KIT: PledgeKitKept = {
  etag: null,
  fetched_at: Date.now(),
  person_id: 'p1',
  schemes: [{ code: 'city', version: 2, name: 'Five promises', city: 'Elm District', term_months: 12, frontage_rule: 'To the kerb', items: [{ ...item(1, 'clean', 'litter'), do_en: 'Swept.', dont_en: 'No rubbish outside.' }, item(2, 'order', 'sl2_out_of_shop')], texts: { privacy: 'Kept sealed.', refusal: 'May be signed later.' } }],
  streets: { '410104-000-R001-S02': { unit_code: 'east', name: 'East Office', phone: null } },
  shops: { s130: { standing: 'expiring', resign_by: null, refused: false, scheme: 'city', breaches_open: 1, breaches_this_year: 3 } },
  year: 2026,
}
