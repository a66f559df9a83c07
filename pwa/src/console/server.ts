/** The server as this desk speaks to it: the adapters over one door, and requests that wait for a renewed login. */
import { createAccountsApi } from '@/api/accounts'
import { createAreaImportsApi } from '@/api/area-imports'
import { createCalendarApi } from '@/api/calendar'
import { createCampaignsApi } from '@/api/campaigns'
import { createCaseListsApi } from '@/api/case-lists'
import { createCasesApi } from '@/api/cases'
import { createCatalogApi } from '@/api/catalog'
import { createCityApi } from '@/api/city'
import { createComplaintsApi } from '@/api/complaints'
import { createDevicesApi } from '@/api/devices'
import { createDispatchApi } from '@/api/dispatch'
import { createFiguresApi } from '@/api/figures'
import { createHandedInApi } from '@/api/handed-in'
import { createDownload } from '@/api/download'
import { createHandlingApi } from '@/api/handling'
import { createHttp } from '@/api/http'
import { createLettersApi } from '@/api/letters'
import { createLogApi } from '@/api/log'
import { createLoopApi } from '@/api/loop'
import { createMapApi } from '@/api/map'
import { createChannelsApi, createMessagesApi } from '@/api/messages'
import { createPermitsApi } from '@/api/permits'
import { createPhotosApi } from '@/api/photos'
import { createQuarantineApi } from '@/api/quarantine'
import { createRedactionApi } from '@/api/redaction'
import { createReportsApi } from '@/api/reports'
import { createRosterApi } from '@/api/roster'
import { createSessionApi } from '@/api/session'
import { upload } from '@/api/upload'
import { createWhistlesApi } from '@/api/whistles'
import type { CaseView } from '@/domain/views'

const http = createHttp()

export const sessionApi = createSessionApi(http)
export const reportsApi = createReportsApi(http)
export const casesApi = createCasesApi<CaseView>(http)
export const catalogApi = createCatalogApi(http)
export const devicesApi = createDevicesApi(http)
export const redactionApi = createRedactionApi(http)
export const quarantineApi = createQuarantineApi(http)
export const handedInApi = createHandedInApi(http)
export const cityApi = createCityApi(http)
export const mapApi = createMapApi(http)
export const logApi = createLogApi(http)
export const messagesApi = createMessagesApi(http)
export const channelsApi = createChannelsApi(http)
export const complaintsApi = createComplaintsApi(http)
export const download = createDownload()
export const areaImportsApi = createAreaImportsApi(http, upload)
export const dispatchApi = createDispatchApi(http)
export const rosterApi = createRosterApi(http)
export const loopApi = createLoopApi(http)
export const accountsApi = createAccountsApi(http)
export const whistlesApi = createWhistlesApi(http)
export const lettersApi = createLettersApi(http)
export const permitsApi = createPermitsApi(http)
export const photosApi = createPhotosApi(upload)
export const figuresApi = createFiguresApi(http)
export const handlingApi = createHandlingApi(http)
export const calendarApi = createCalendarApi(http)
export const campaignsApi = createCampaignsApi(http)
export const caseListsApi = createCaseListsApi(http)
