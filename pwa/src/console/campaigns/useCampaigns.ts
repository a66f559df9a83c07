/** The campaigns of this page, spoken with the real server; what was open stays while a case is looked at. */
import { campaignMaterial, type CampaignsApi } from '@/api/campaigns'

import { campaignsApi, download } from '../server'
import { useSession } from '../session/useSession'
import { createCampaigns } from './createCampaigns'

const guarded: CampaignsApi = {
  list: () => useSession().guarded(() => campaignsApi.list()),
  keep: (...args) => useSession().guarded(() => campaignsApi.keep(...args)),
  summary: (name) => useSession().guarded(() => campaignsApi.summary(name)),
  behind: (...args) => useSession().guarded(() => campaignsApi.behind(...args)),
  quantities: (...args) => useSession().guarded(() => campaignsApi.quantities(...args)),
}
const campaigns = createCampaigns(guarded)

export const useCampaigns = () => campaigns

/** The summary as a file. */
export const materialOf = (name: string, language: string) => useSession().guarded(() => download(campaignMaterial(name, language), () => undefined))
