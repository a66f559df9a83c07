/** A list or paper as a file on this computer. Knows how it is fetched and kept; must not know HTTP or what is in it. */
import { createTrying } from './createTrying'

export interface ExportPorts {
  fetch(path: string, json?: unknown): Promise<Blob>
  keep(file: File): void
}

export function createExport(ports: ExportPorts) {
  const { busy, failure, once } = createTrying()

  /** `path` below /api/v1 answers with the file, which is kept as `name`; with `json` it is asked for by POST. */
  const bring = (path: string, name: string, json?: unknown) =>
    once(async () => {
      const blob = await ports.fetch(path, json)
      ports.keep(new File([blob], name, { type: blob.type }))
    })

  return { busy, failure, bring }
}
