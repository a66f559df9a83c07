/** One shop, spoken with the real server. */
import { createShop } from './createShop'
import { createShopImport } from './createShopImport'
import { platesApi } from './usePlates'
import { pledgesApi, shopsApi } from './useShopLedger'

export const useShop = () => createShop({ shops: shopsApi, plates: platesApi, pledges: pledgesApi })
export const useShopImport = () => createShopImport(shopsApi)
