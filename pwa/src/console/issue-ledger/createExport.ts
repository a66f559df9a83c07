/** A list as a file on this computer. Knows how it is fetched and kept; must not know HTTP or what is listed. */
import { createTrying } from '../createTrying'

export interface ExportPorts {
  fetch(path: string): Promise<Blob>
  keep(file: File): void
}

export function createExport(ports: ExportPorts) {
  const { busy, failure, once } = createTrying()

  /** `path` below /api/v1 answers with the file, which is kept as `name`. */
  const bring = (path: string, name: string) =>
    once(async () => {
      const blob = await ports.fetch(path)
      ports.keep(new File([blob], name, { type: blob.type }))
    })

  return { busy, failure, bring }
}
