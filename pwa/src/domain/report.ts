/**
 * The words of a report: what a manifest holds and how its bytes are made.
 * Decides what is written into a manifest; must not know where it is kept or how it travels.
 */
import type { Datum } from './geography'
import type { Paper } from './paper'
import type { PledgeDocument, Reading, Refusal } from './pledge'

export const SCHEMA = 1

export type PositionSource = 'gps' | 'manual' | 'qr'
export type PhotoRole =
  | 'scene'
  | 'close'
  | 'before'
  | 'after'
  | 'number'
  | 'warning'
  | 'check'
  | 'paper'
  | 'ownership'
export type PhotoSource = 'camera' | 'gallery'
/** `verifying`: somebody looks on the spot whether it is so; `to-amend`: its author adds something. */
export type ReportStatus = 'pending' | 'verifying' | 'to-amend' | 'accepted' | 'rejected' | 'duplicate'
/** `verify` and `amend` end nothing: somebody is asked first. */
export type VerdictWord = 'accept' | 'reject' | 'duplicate' | 'verify' | 'amend'

/** Flags the contract names today; a server may send others, which a screen shows generically. */
export const KNOWN_FLAGS = [
  'unknown-category',
  'out-of-area',
  'out-of-scope',
  'shop-closed',
  'clock-skew',
  'position-missing',
  'accuracy-missing',
  'coarse-fix',
  'stale-fix',
  'near-area-limit',
  'choice-not-offered',
  'duplicate-suspected',
  'photos-too-few',
  'gallery',
  'courier',
  'author-unconfirmed',
  'photo-undecodable',
  'photo-lost',
  'superseded',
] as const
export type Flag = (typeof KNOWN_FLAGS)[number]

/**
 * Where the device pointed (`compass`, as the browser gives it) or was going (`course`): degrees clockwise from north,
 * 0 ≤ deg < 360, and by how many it may err where the device says.
 */
export interface Heading {
  deg: number
  accuracy_deg: number | null
  source: 'compass' | 'course'
}

/** What a phone may say it did about a case, with or without signal; the last two are said about a report. */
export const REPLY_VERBS = ['claim', 'arrive', 'progress', 'dispose', 'check-pass', 'check-fail', 'verified', 'supplement'] as const
/** What is said about a shop's pledge. */
export const SHOP_VERBS = ['sign-pledge', 'refuse-pledge'] as const
export type ReplyVerb = (typeof REPLY_VERBS)[number] | (typeof SHOP_VERBS)[number]

/** What a manifest says beside its content when it is no finding but an answer: to a case, a report, or of a shop. */
export interface ReplyTo {
  case_no?: string
  report_id?: string
  shop_id?: string
  verb: ReplyVerb
  /** Answers to what was asked, by key; empty where nothing is asked. */
  answers: Record<string, boolean>
  /** The revision that the person saw. */
  rev: number | null
}

/** What became of a reply: the move was made, or kept as evidence only, and why. */
export interface ReplyOutcome {
  verb: string
  made: boolean
  why: string | null
  at: string
}

/** Where the person stood: degrees in the named datum, accuracy as the device gave it in metres. */
export interface Position {
  lon: number
  lat: number
  accuracy_m: number | null
  fixed_at: string | null
  source: PositionSource
  datum: Datum
  /** At the shutter; absent where nobody measured it. */
  heading?: Heading | null
}

/** What exactly is wrong; every field null where the person named nothing. */
export interface Subject {
  shop_id: string | null
  asset_id: string | null
  asset_type: string | null
  defect: string | null
  phone_numbers: string[]
  /** Which item of its pledge the shop did not keep; absent where nobody said. */
  pledge_item?: string | null
}

/** Server clock minus device clock in milliseconds, null if never measured; and how old that measurement is. */
export interface ClockReading {
  offset_ms: number | null
  age_s: number | null
}

/** A photo as sent: `sha256` and `bytes` name the bytes that travel, `orig_sha256` the untouched original of a twin. */
export interface ManifestPhoto {
  sha256: string
  orig_sha256: string | null
  bytes: number
  mime: string
  role: PhotoRole
  taken_at: string
  source: PhotoSource
}

export interface Manifest {
  schema: number
  report_id: string
  author_id: string | null
  device_id: string
  device_seq: number
  prev_manifest_sha256: string | null
  supersedes: string | null
  captured_at: string
  clock: ClockReading
  position: Position | null
  category: string | null
  note: string
  handled_on_spot: boolean
  segment_choice: string | null
  /** Why that one (`SEGMENT_REASONS`); absent when nothing was said. */
  segment_choice_why?: string | null
  subject: Subject
  photos: ManifestPhoto[]
  area_pack: string | null
  client: { version: string }
  /** Present when it is no finding but what somebody did about a case. */
  reply_to?: ReplyTo
  /** The open case that this adds to; absent when it is a finding of its own. */
  joins?: string
  /** A 整改通知单 that was given out with it. */
  paper?: Paper
  /** What was signed, in canonical order; beside it how each item was read out. */
  pledge?: PledgeDocument
  pledge_reading?: Reading[]
  /** Why nothing was signed, and who saw it. */
  refusal?: Refusal
}

/** Everything of a manifest that is known before the sealing transaction gives it its place in the device's chain. */
export type UnchainedManifest = Omit<Manifest, 'schema' | 'device_id' | 'device_seq' | 'prev_manifest_sha256'>

/** The device's chain: each sealed manifest has the next number and names the one before. */
export interface ChainLink {
  device_id: string
  device_seq: number
  prev_manifest_sha256: string | null
}

export const NO_SUBJECT: Readonly<Subject> = {
  shop_id: null,
  asset_id: null,
  asset_type: null,
  defect: null,
  phone_numbers: [],
}

/** Why a person names another segment than the measure does. */
export const SEGMENT_REASONS = ['stood-here', 'faces-it', 'street-sign'] as const

/** The manifest with every field of the contract, in the contract's order. */
export function buildManifest(content: UnchainedManifest, link: ChainLink): Manifest {
  return {
    schema: SCHEMA,
    report_id: content.report_id,
    author_id: content.author_id,
    device_id: link.device_id,
    device_seq: link.device_seq,
    prev_manifest_sha256: link.prev_manifest_sha256,
    supersedes: content.supersedes,
    captured_at: content.captured_at,
    clock: content.clock,
    position: content.position,
    category: content.category,
    note: content.note,
    handled_on_spot: content.handled_on_spot,
    segment_choice: content.segment_choice,
    ...(content.segment_choice !== null && content.segment_choice_why ? { segment_choice_why: content.segment_choice_why } : {}),
    subject: content.subject,
    photos: content.photos,
    area_pack: content.area_pack,
    client: content.client,
    ...(content.reply_to && { reply_to: content.reply_to }),
    ...(content.joins && { joins: content.joins }),
    ...(content.paper && { paper: content.paper }),
    ...(content.pledge && { pledge: content.pledge, pledge_reading: content.pledge_reading ?? [] }),
    ...(content.refusal && { refusal: content.refusal }),
  }
}

/** The bytes that are sealed, hashed and sent; from here on nobody writes the manifest again. */
export function manifestBytes(manifest: Manifest): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(manifest))
}

/** What sealed bytes say. Throws SyntaxError when they are no JSON. */
export function readManifest(bytes: ArrayBuffer | Uint8Array): Manifest {
  return JSON.parse(new TextDecoder().decode(bytes)) as Manifest
}

/** What the bytes say; null for bytes that rotted or of a kind this version cannot read. */
export function peekManifest(bytes: ArrayBuffer | Uint8Array): Manifest | null {
  try {
    return readManifest(bytes)
  } catch {
    return null
  }
}
