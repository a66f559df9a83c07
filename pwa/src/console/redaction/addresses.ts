/** Addresses of what leaves, for screens. */
export { publicUrl } from '@/api/redaction'
