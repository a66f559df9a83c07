/** The one handing-in of this page: it goes on while another screen is looked at. */
import { handedInApi } from '../server'
import { useSession } from '../session/useSession'
import { createHandIn } from './createHandIn'
import { readDirectory, readEntry } from './readExport'

const handIn = createHandIn({
  directory: readDirectory,
  read: readEntry,
  put: (entry, envelope) => useSession().guarded(() => handedInApi.put(entry, envelope)),
  wait: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
})

export const useHandIn = () => handIn
