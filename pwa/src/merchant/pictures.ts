/** Pictures that the server shows to the shop, fetched once each; addresses within this page only. */
import type { Answer } from './door'

export interface Pictures {
  /** Address of the picture; 'loading' until it is there, 'failed' when it did not come. */
  of(sha256: string): string
  forget(): void
}

export function createPictures(fetchOne: (sha256: string) => Promise<Answer<Blob>>, changed: () => void): Pictures {
  const known = new Map<string, string>()

  async function load(sha256: string): Promise<void> {
    const answer = await fetchOne(sha256)
    known.set(sha256, 'told' in answer ? URL.createObjectURL(answer.told) : 'failed')
    changed()
  }

  return {
    of(sha256) {
      if (!known.has(sha256)) {
        known.set(sha256, 'loading')
        void load(sha256)
      }
      return known.get(sha256) ?? 'loading'
    },
    forget() {
      for (const address of known.values()) URL.revokeObjectURL(address)
      known.clear()
    },
  }
}
