/** One shop, and shops that are praised, spoken with the real server. */
import { sendPhoto } from '../cases/useSending'
import { createPraise } from './createPraise'
import { createShop } from './createShop'
import { createShopImport } from './createShopImport'
import { platesApi } from './usePlates'
import { pledgesApi, shopsApi } from './useShopLedger'

export const useShop = () => createShop({ shops: shopsApi, plates: platesApi, pledges: pledgesApi, sendPhoto: (file) => sendPhoto(file, () => undefined) })
export const usePraise = () => createPraise({ list: (query) => pledgesApi.praise(query), change: (id, rev, fields) => shopsApi.change(id, rev, fields) })
export const useShopImport = () => createShopImport(shopsApi)
