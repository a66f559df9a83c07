/** The phone behind the patrol's screens. */
export { openPhone } from './open'
export { phonePlugin, usePhone } from './usePhone'
export type * from './types'
