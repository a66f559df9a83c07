/** Addresses of pictures, for screens. */
export { photoUrl } from '@/api/courier'
