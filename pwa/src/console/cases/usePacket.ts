/** The one packet that this page may be fetching: it goes on while another screen is looked at. */
import { saveFile } from '@/ui/saveFile'

import { download } from '../server'
import { useSession } from '../session/useSession'
import { createPacket } from './createPacket'

const packet = createPacket({
  fetch: (caseNo, onProgress) => useSession().guarded(() => download(`/cases/${encodeURIComponent(caseNo)}/packet`, onProgress)),
  keep: saveFile,
})

export const usePacket = () => packet
