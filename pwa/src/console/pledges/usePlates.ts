/** Plates and their address, spoken with the real server. */
import { createHttp } from '@/api/http'
import { createPlatesApi } from '@/api/plates'

import { guarding } from '../session/guarding'
import { createPlateAddress } from './createPlateAddress'

export const platesApi = guarding(createPlatesApi(createHttp()))
export const usePlateAddress = () => createPlateAddress(platesApi)
