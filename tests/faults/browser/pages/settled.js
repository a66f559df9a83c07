// True once no row of the outbox is waiting or parked; taps "send now" on the way, as a person would.
() =>
  new Promise((resolve) => {
    const request = indexedDB.open(localStorage.getItem('xj-database') ?? 'xunjie')
    request.onerror = () => resolve(false)
    request.onsuccess = () => {
      const db = request.result
      const ask = db.transaction('outbox').objectStore('outbox').getAll()
      ask.onerror = () => resolve(false)
      ask.onsuccess = () => {
        db.close()
        const owed = ask.result.some((row) => row.phase === 'waiting' || row.phase === 'parked')
        if (owed) document.querySelector('[data-testid="send-now"]:not([disabled])')?.click()
        resolve(!owed)
      }
    }
  })
