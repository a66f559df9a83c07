import type { ManifestTransform } from 'workbox-build'

export interface BuildChunk {
  file: string
  css?: string[]
  assets?: string[]
  imports?: string[]
  dynamicImports?: string[]
  isDynamicEntry?: boolean
}
export type BuildManifest = Record<string, BuildChunk>

export function readBuildManifest(dist: string): BuildManifest
export function filesReachableFrom(manifest: BuildManifest, keys: string[], options: { dynamic: boolean }): Set<string>
export function isPatrolFile(url: string, reachable: Set<string>): boolean
export function keepPatrolFiles(dist: string): ManifestTransform
