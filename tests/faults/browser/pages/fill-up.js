// Writes into a database of its own until not even `least` bytes more fit: what other data on a full phone does.
async ({ least }) => {
  const opening = indexedDB.open('filler', 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore('bytes', { autoIncrement: true })
  const db = await new Promise((resolve) => {
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => resolve(null) // not even room for that: it is full already
  })
  if (db === null) return
  const fits = (size) =>
    new Promise((resolve) => {
      const data = new Uint8Array(size)
      for (let at = 0; at < size; at += 65536) crypto.getRandomValues(data.subarray(at, Math.min(at + 65536, size)))
      const writing = db.transaction('bytes', 'readwrite')
      writing.objectStore('bytes').put(data)
      writing.oncomplete = () => resolve(true)
      writing.onabort = () => resolve(false)
    })
  let size = 4_000_000
  while (size >= least) if (!(await fits(size))) size = Math.floor(size / 4)
  db.close()
}
