/** What the server says of imports, for screens: they show shapes and must not know how they came. */
export { findingsUrl, sentenceOf } from '@/api/area-imports'
export type * from '@/api/area-imports'
