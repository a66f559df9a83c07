// What really lies in the app's storage, read past the app: rows, drafts, and photos named by hashing their bytes.
async () => {
  const names = (await indexedDB.databases()).map((one) => one.name)
  if (!names.includes(localStorage.getItem('xj-database') ?? 'xunjie')) return { rows: [], drafts: [], photos: {}, chain: null, pack: false }
  const db = await new Promise((resolve, reject) => {
    const request = indexedDB.open(localStorage.getItem('xj-database') ?? 'xunjie')
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  const ask = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  const all = (store) => ask(db.transaction(store).objectStore(store).getAll())
  const subtle = globalThis.subtleForTheTest ?? crypto.subtle // a browser may have been robbed of it
  const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('')
  const bytesOf = (bytes) => (bytes instanceof Blob ? bytes.arrayBuffer() : bytes)
  const [rows, drafts, keys] = [await all('outbox'), await all('drafts'), await ask(db.transaction('photos').objectStore('photos').getAllKeys())]
  const photos = {}
  for (const key of keys) {
    const row = await ask(db.transaction('photos').objectStore('photos').get(key))
    const bytes = row && (await bytesOf(row.bytes))
    if (bytes) photos[hex(await subtle.digest('SHA-256', bytes))] = bytes.byteLength
  }
  const chain = await ask(db.transaction('facts').objectStore('facts').get('chain'))
  const packs = await ask(db.transaction('packs').objectStore('packs').count())
  db.close()
  const told = await Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      phase: row.phase,
      seq: row.device_seq,
      author: row.author_id,
      reason: row.reason,
      trouble: row.trouble,
      failures: row.failures,
      note: JSON.parse(new TextDecoder().decode(row.bytes)).note ?? null,
      sha256: hex(await subtle.digest('SHA-256', row.bytes)),
      photos: row.photos.map((photo) => photo.sha256),
    })),
  )
  const begun = drafts.map((draft) => ({
    id: draft.id,
    note: draft.note,
    category: draft.category,
    awaiting: draft.awaiting_photo,
    photos: draft.photos.map((photo) => photo.sha256),
  }))
  return { rows: told, drafts: begun, photos, chain: chain?.value ?? null, pack: packs > 0 }
}
