// Leaves behind what the first release of the app wrote: its database in version 1, its count in local storage, and
// `count` sealed reports with one photo each, photo bytes as an ArrayBuffer in a row of their own.
async ({ count, person }) => {
  const sha256 = async (data) =>
    Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', data)), (byte) => byte.toString(16).padStart(2, '0')).join('')
  const opening = indexedDB.open('xunjie', 10)
  opening.onupgradeneeded = () => {
    const store = (name, keyPath, indexes = {}) => {
      const made = opening.result.createObjectStore(name, { keyPath })
      for (const [index, path] of Object.entries(indexes)) made.createIndex(index, path)
    }
    store('drafts', 'id', { author_id: 'author_id' })
    store('outbox', 'id', { phase: 'phase', '[phase+sealed_at]': ['phase', 'sealed_at'] })
    store('photos', 'id', { owner_id: 'owner_id' })
    store('reports', 'id')
    store('packs', 'slot')
    store('facts', 'key')
  }
  const db = await new Promise((resolve, reject) => {
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(opening.error)
  })
  const device_id = crypto.randomUUID()
  const [ids, hashes, open] = [[], {}, []]
  let last = null
  const entries = []
  for (let seq = 1; seq <= count; seq++) {
    const id = crypto.randomUUID()
    const photo = crypto.getRandomValues(new Uint8Array(5000)).buffer
    const hash = await sha256(photo)
    const at = '2026-11-20T08:15:30.123Z'
    const text = new TextEncoder().encode(
      JSON.stringify({
        schema: 1, report_id: id, author_id: person, device_id, device_seq: seq, prev_manifest_sha256: last, supersedes: null,
        captured_at: at, clock: { offset_ms: null, age_s: null }, position: null, category: 'sl2_out_of_shop', note: '旧版',
        handled_on_spot: false, segment_choice: null,
        subject: { shop_id: null, asset_id: null, asset_type: null, defect: null, phone_numbers: [] },
        photos: [{ sha256: hash, orig_sha256: null, bytes: 5000, mime: 'image/jpeg', role: 'scene', taken_at: at, source: 'camera' }],
        area_pack: null, client: { version: '1.0.0' },
      }),
    )
    last = await sha256(text)
    const row = {
      kind: 'report', id, author_id: person, schema: 1, bytes: text.buffer, sha256: last, device_seq: seq, sealed_at: Date.now(),
      photos: [{ sha256: hash, bytes: 5000, photo_id: `p${seq}`, original_id: null, arrived: false, damaged: false }],
      phase: 'waiting', text_received: false, failures: seq, next_try_at: 0, trouble: 'no-network', reason: null, refusal: null,
      receipt: null, replaced_by: null, delivered_at: null,
    }
    entries.push([row, { id: `p${seq}`, owner_id: id, sha256: hash, bytes: photo, mime: 'image/jpeg', saved_at: Date.now() }])
    ids.push(id)
    hashes[hash] = 5000
    open.push([id, seq])
  }
  const writing = db.transaction(['outbox', 'photos', 'facts'], 'readwrite')
  for (const [row, photo] of entries) {
    writing.objectStore('outbox').put(row)
    writing.objectStore('photos').put(photo)
  }
  writing.objectStore('facts').put({ key: 'chain', value: { device_id, last_seq: count, last_sha256: last } })
  await new Promise((resolve, reject) => {
    writing.oncomplete = resolve
    writing.onabort = () => reject(writing.error)
  })
  db.close()
  localStorage.setItem('xj-outstanding', JSON.stringify({ open }))
  return { ids, photos: hashes, device_id }
}
