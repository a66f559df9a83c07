/** What screens of pledges know of the wire. */
export { sheetUrl } from '@/api/pledge-ledger'
export { frontUrl } from '@/api/shop-register'
export { breachPictureUrl } from '@/api/breach-ledger'
