// Puts `count` sealed reports with `photos` photos of `bytes` random bytes each into the outbox, one transaction per
// report as the app does, and moves the device's chain on.
async ({ count, photos, bytes, seed }) => {
  const db = await new Promise((resolve, reject) => {
    const request = indexedDB.open('xunjie')
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  const ask = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  const sha256 = async (data) =>
    Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', data)), (byte) => byte.toString(16).padStart(2, '0')).join('')
  const fact = async (key) => (await ask(db.transaction('facts').objectStore('facts').get(key)))?.value
  const random = (size) => {
    const data = new Uint8Array(size)
    for (let at = 0; at < size; at += 65536) crypto.getRandomValues(data.subarray(at, Math.min(at + 65536, size)))
    return data.buffer
  }
  const [chain, person] = [await fact('chain'), await fact('person')]
  const ids = []
  const hashes = {}
  for (let index = 0; index < count; index++) {
    const id = crypto.randomUUID()
    const at = new Date().toISOString()
    const stored = []
    for (let place = 0; place < photos; place++) {
      const data = random(bytes)
      const hash = await sha256(data)
      hashes[hash] = bytes
      stored.push({ id: crypto.randomUUID(), owner_id: id, sha256: hash, bytes: data, mime: 'image/jpeg', saved_at: Date.now() })
    }
    const manifest = {
      schema: 1,
      report_id: id,
      author_id: person?.id ?? null,
      device_id: chain.device_id,
      device_seq: chain.last_seq + 1,
      prev_manifest_sha256: chain.last_sha256,
      supersedes: null,
      captured_at: at,
      clock: { offset_ms: null, age_s: null },
      position: null,
      category: 'sl2_out_of_shop',
      note: `filled ${seed} ${index}`,
      handled_on_spot: false,
      segment_choice: null,
      subject: { shop_id: null, asset_id: null, asset_type: null, defect: null, phone_numbers: [] },
      photos: stored.map((photo) => ({
        sha256: photo.sha256, orig_sha256: null, bytes, mime: 'image/jpeg', role: 'scene', taken_at: at, source: 'camera',
      })),
      area_pack: null,
      client: { version: '1.0.0' },
    }
    const text = new TextEncoder().encode(JSON.stringify(manifest))
    const row = {
      kind: 'report', id, author_id: person?.id ?? '', schema: 1, bytes: text.buffer, sha256: await sha256(text),
      device_seq: manifest.device_seq, sealed_at: Date.now(), phase: 'waiting', text_received: false, failures: 0,
      next_try_at: 0, trouble: null, reason: null, refusal: null, receipt: null, replaced_by: null, delivered_at: null,
      photos: stored.map((photo) => ({
        sha256: photo.sha256, bytes, photo_id: photo.id, original_id: null, arrived: false, damaged: false,
      })),
    }
    chain.last_seq = manifest.device_seq
    chain.last_sha256 = row.sha256
    const step = db.transaction(['outbox', 'photos', 'facts'], 'readwrite', { durability: 'strict' })
    for (const photo of stored) step.objectStore('photos').put(photo)
    step.objectStore('outbox').put(row)
    step.objectStore('facts').put({ key: 'chain', value: chain })
    await new Promise((resolve, reject) => {
      step.oncomplete = resolve
      step.onabort = () => reject(step.error)
    })
    ids.push(id)
  }
  db.close()
  return { ids, photos: hashes, device_id: chain.device_id }
}
