/** The server's half of an export: its key, the archive as another program reads it, and the opening of an entry. */
import { execFileSync } from 'node:child_process'
import { constants, createDecipheriv, generateKeyPairSync, privateDecrypt } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { readExportKey, type ExportKey } from '@/domain/export-key'

const pair = generateKeyPairSync('rsa', { modulusLength: 3072 })
export const key = readExportKey({ kid: '1', alg: 'RSA-OAEP-256', jwk: pair.publicKey.export({ format: 'jwk' }) }) as ExportKey

/** Names and bytes of the entries; fails for an archive that is not sound. */
export async function entries(file: Blob): Promise<Map<string, Buffer>> {
  const folder = mkdtempSync(join(tmpdir(), 'export-'))
  try {
    writeFileSync(join(folder, 'x.zip'), Buffer.from(await file.arrayBuffer()))
    const script = 'import sys,zipfile,json; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(json.dumps([[n, z.read(n).hex()] for n in z.namelist()]))'
    const listed = JSON.parse(execFileSync('python3', ['-c', script, join(folder, 'x.zip')], { encoding: 'utf8' })) as [string, string][]
    return new Map(listed.map(([name, hex]) => [name, Buffer.from(hex, 'hex')]))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What was sealed as `name`; throws for an entry that is missing or was sealed as something else. */
export function opened(entry: Buffer | undefined, name: string): Buffer {
  if (entry === undefined) throw new Error(`no entry for ${name}`)
  const wrappedAt = 5 + entry.readUInt8(4) + 2
  const wrappedEnd = wrappedAt + entry.readUInt16BE(wrappedAt - 2)
  const padding = constants.RSA_PKCS1_OAEP_PADDING
  const aes = privateDecrypt({ key: pair.privateKey, padding, oaepHash: 'sha256' }, entry.subarray(wrappedAt, wrappedEnd))
  const decipher = createDecipheriv('aes-256-gcm', aes, entry.subarray(wrappedEnd, wrappedEnd + 12))
  decipher.setAAD(Buffer.from(name))
  decipher.setAuthTag(entry.subarray(-16))
  return Buffer.concat([decipher.update(entry.subarray(wrappedEnd + 12, -16)), decipher.final()])
}
