/** Times of one engine, Node's or a browser's: reading an area pack, building its index, and answers one by one. */
import { expandPack } from '../src/domain/pack-form'
import { buildIndex, place } from '../src/domain/placement'

/** Every place is asked for so often and its fastest answer counts: what else the machine does is not the phone's. */
const ROUNDS = 3

/** Milliseconds; `first` is the very first answer, before anything is warm, `median` and `p99` are of all places. */
globalThis.measurePlacing = (json, places) => {
  const [parsed, parse] = timed(() => JSON.parse(json))
  const [pack, expand] = timed(() => expandPack(parsed))
  const [index, build] = timed(() => buildIndex(pack))
  const asked = places.map(([lon, lat, accuracy_m]) => ({ lon, lat, accuracy_m, datum: 'wgs84' }))
  const round = () => asked.map((position) => timed(() => place(index, position))[1])
  const rounds = Array.from({ length: ROUNDS }, round)
  const fastest = asked.map((_, at) => Math.min(...rounds.map((times) => times[at]))).sort((a, b) => a - b)
  const at = (part) => fastest[Math.min(fastest.length - 1, Math.floor(part * fastest.length))]
  return { parse, expand, build, first: rounds[0][0], median: at(0.5), p99: at(0.99) }
}

function timed(work) {
  const started = performance.now()
  const made = work()
  return [made, performance.now() - started]
}
