// Gives every picture a grain of its own, as lenses do: the browser's toy camera shows the same frame at the same second,
// and a photo that the server has from another phone need not travel.
;(() => {
  const draw = CanvasRenderingContext2D.prototype.drawImage
  CanvasRenderingContext2D.prototype.drawImage = function (source, ...how) {
    draw.call(this, source, ...how)
    if (!(source instanceof HTMLVideoElement)) return
    for (let at = 0; at < 16; at++) {
      this.fillStyle = `#${Math.floor(Math.random() * 0x1000000).toString(16).padStart(6, '0')}`
      this.fillRect(8 * at, 0, 8, 8)
    }
  }
})()
