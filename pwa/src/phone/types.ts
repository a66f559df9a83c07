/**
 * What the patrol's screens may ask of the phone: one object with everything behind the glass.
 * Describes promises only; screens never see Dexie, fetch or the engine.
 *
 * Data is snake_case as on the wire. Every `observe` calls back at once with the present state and again after each
 * change (also from another tab) until the returned function is called. Every method that stores resolves only when
 * the bytes are on disk, and rejects with a `Trouble` otherwise.
 */
import type { Draft, DraftChange, DraftPhoto } from '@/domain/draft'
import type { AreaPack, PackCategory, Placement } from '@/domain/geography'
import type { Person } from '@/domain/person'
import type { Pause } from '@/domain/phone-state'
import type { Flag, Manifest, PhotoRole, PhotoSource } from '@/domain/report'
import type { Receipt } from '@/domain/receipt'
import type { TileSource } from '@/domain/tiles'
import type { ReportView } from '@/domain/views'
import type { OutboxView } from '@/outbox/words'
import type { Loss, LossLine } from '@/storage/losses'
import type { ShutReason } from '@/storage/opening'

import type { Abilities, Calibrations, Readiness } from './checks'
import type { Measured } from './placing'
import type { Complaints } from './complaintTypes'
import type { Messages } from './messageTypes'
import type { Papers } from './paperTypes'
import type { Pledges } from './pledgeTypes'
import type { Tasks } from './taskTypes'

export type Unsubscribe = () => void
export type Observe<T> = (onChange: (value: T) => void) => Unsubscribe

export type { Draft, DraftChange, DraftPhoto, OutboxView, Placement, AreaPack, PackCategory, Flag, PhotoRole, PhotoSource }
export type { Loss, LossLine, Pause, ShutReason }
export type { Abilities, Ability, CalibrationKept, Calibrations, Readiness } from './checks'

/**
 * Storage said no. `full`: no room, offer the export; `lost`: the browser dropped the database, offer a reload;
 * `newer`: a newer app wrote this database, so nothing new is written until the page is that app.
 */
export interface Trouble extends Error {
  trouble: 'full' | 'lost' | 'stalled' | 'newer' | 'missing'
}

export type { Person }

/** `expired`: the server wants a new login, sending rests, capture goes on. */
export type SessionState = 'signed-out' | 'signed-in' | 'expired'

export interface Session {
  /** The last person who signed in on this phone, also without signal; null after signing out. */
  observe: Observe<{ state: SessionState; person: Person | null }>
  /**
   * Needs the network. Rejects with a `Failure` (`bad-credentials`, `too-many-requests`, `no-network` …). With
   * `password_given` nobody is signed in yet: a password is chosen first.
   */
  signIn(username: string, password: string): Promise<Person>
  /** Ends such a login well, or changes the password. Rejects as `signIn`, and with `invalid-body`. */
  choosePassword(current: string, chosen: string): Promise<Person>
  /** Ends the login, forgets the server's data; drafts and unsent reports stay. */
  signOut(): Promise<void>
}

/**
 * Claims a draft for this page; `onChange` hears whether this page may write. `takeOver` ends the claim of another
 * page, `release` one's own.
 */
export type HoldDraft = (id: string, onChange: (mine: boolean) => void) => { release: () => void; takeOver: () => void }

export interface Drafts {
  /** The signed-in person's drafts and those begun while nobody was signed in, last touched first. */
  observe: Observe<Draft[]>
  get(id: string): Promise<Draft | undefined>
  /** A new draft on disk. Rejects with trouble `full` when a real trial write fails. */
  begin(): Promise<Draft>
  /** Stores the change; call it on every change, writes are taken in order. */
  change(id: string, change: DraftChange): Promise<Draft>
  /** Before a camera or file picker opens: remembers the slot, so a killed app comes back to it. */
  awaitPhoto(id: string, role: PhotoRole | null): Promise<Draft>
  /**
   * Commits the untouched bytes first, hashes them, clears `awaiting_photo`, then makes the smaller twin behind.
   * `taken` is any Blob; read at once. Rejects with trouble `missing` when a picked file can no longer be read.
   */
  addPhoto(id: string, taken: Blob, photo: { role: PhotoRole; source: PhotoSource; taken_at: string }): Promise<DraftPhoto>
  removePhoto(id: string, photoId: string): Promise<Draft>
  /** Deletes the draft and its photos; for the person's own 「丢弃」 only. */
  discard(id: string): Promise<void>
  /**
   * Seals the draft into the outbox: waits up to 3 s for twins, then the originals travel.
   * Resolves with the report's id once it is on disk (only then say "saved on this phone"); sending starts by itself.
   */
  seal(id: string): Promise<string>
  hold: HoldDraft
}

export interface OutboxSummary {
  /** Not yet delivered, parked ones and other people's included. */
  pending: number
  /** Of the signed-in person's. */
  needs_person: number
  /** Milliseconds since 1970, null with nothing pending. */
  oldest_at: number | null
  /** What this phone carries for somebody else: nothing more of it is told. */
  others: { count: number; oldest_at: number | null }
}

/** Why no export file was made: no key yet (connect once), no WebCrypto on this page (https), nothing unsent. */
export type ExportRefusal = 'no-key' | 'no-crypto' | 'nothing'

export interface ExportFile {
  file: File
  /** Reports and drafts in it. */
  count: number
  photos: number
}

export interface OutboxDetail {
  view: OutboxView
  manifest: Manifest | null
  photos: { sha256: string; photo_id: string; role: PhotoRole; arrived: boolean; damaged: boolean }[]
  receipt: Receipt | null
  refusal: { status: number; detail: string | null } | null
}

/** Only what the signed-in person wrote, or what was begun while nobody was signed in; else trouble `missing`. */
export interface Outbox {
  /** Needs-person first, then pending oldest first, then the latest hundred delivered, newest first. */
  observe: Observe<OutboxView[]>
  observeSummary: Observe<OutboxSummary>
  detail(id: string): Promise<OutboxDetail | undefined>
  /** Tries this report now, also a parked one. */
  retry(id: string): Promise<void>
  /** A new draft with the sealed content that will replace this report (`supersedes`); its id. */
  correct(id: string): Promise<string>
  /** Seals a replacement without the damaged photos (with the original where that is sound); its id. */
  sendWithoutDamaged(id: string): Promise<string>
  /**
   * Everything unsent of everybody as one file that only the server can read, without network or login; `readme` lies
   * in it for people. Rejects with an Error whose `refusal` says why not.
   */
  exportUnsent(readme: string): Promise<ExportFile>
}

export type SyncStatus = 'resting' | 'working' | 'waiting' | 'needs-login'

export interface SyncView {
  status: SyncStatus
  /** Who is signed in may not send; with `needs-login`. */
  forbidden: boolean
  /** Milliseconds since 1970, with `waiting`. */
  next_try_at: number | null
  /** When a server of ours last answered; null never. */
  last_contact_at: number | null
  /** False when the last request found no server; a hint, never a reason not to try. */
  reachable: boolean
  photo_in_flight: { sha256: string; report_id: string; share: number | null }[]
  /** The server wants nothing sent; capture goes on. */
  pause: Pause | null
  /** Bytes over which photos wait for Wi-Fi now; null when none does. */
  held_over: number | null
}

export interface Sync {
  observe: Observe<SyncView>
  /** Manual try: forgets every pause, and large photos go on any network. */
  now(): Promise<void>
  /** Whether large photos wait for Wi-Fi. */
  observeLargeOnWifi: Observe<boolean>
  setLargeOnWifi(wait: boolean): Promise<void>
  /** The browser can send after the page was closed. */
  sends_closed: boolean
}

/** A report as the server tells it. */
export type MyReport = ReportView

export interface MyReports {
  /** What the server said became of my reports, newest first; works without signal. */
  observe: Observe<MyReport[]>
  /** Pulls what changed. Rejects with a `Failure` without network. */
  refresh(): Promise<void>
  /** Address for <img>; needs the network. */
  photoUrl(sha256: string, size: 'thumb' | 'screen'): string
}

export type { Messages, MessagesPage, MessageView } from './messageTypes'
export type { ComplaintKept, Complaints, OwnComplaint } from './complaintTypes'
export type { Papers } from './paperTypes'
export type { Pledges, PledgeKitKept, SaidHere, ShopBreach, ShopCode } from './pledgeTypes'
export type { PermitHere, Suspect, TaskCase, Tasks } from './taskTypes'

export interface Places {
  /** The pack on this phone, null before the first one came. */
  observe: Observe<{ version: string; fetched_at: number; segments: number; cells: number } | null>
  pack(): Promise<AreaPack | null>
  categories(): Promise<PackCategory[]>
  /** Which segment, which cell, computed here; null without a pack. */
  place(at: Measured): Promise<Placement | null>
  /** Fetches a newer pack if there is one. */
  refresh(): Promise<void>
}

/** `outdated`: a newer page changed the database, reload; `newer`: this app is older than what wrote it, reload. */
export type StoreState = 'fine' | 'outdated' | 'newer'

/** What a person may do when the database does not open. Nothing is deleted by any of it. */
export interface Rescue {
  why: ShutReason
  /** Texts of unsent reports in the second copy. */
  kept: number
  /** The second copy as one sealed file; as `Outbox.exportUnsent`. */
  exportUnsent: Outbox['exportUnsent']
  /** Goes on with an empty database; the damaged one stays under its name. Rejects when that does not open either. */
  startAnew(): Promise<void>
}

export interface Phone {
  session: Session
  drafts: Drafts
  outbox: Outbox
  sync: Sync
  reports: MyReports
  /** Comes behind the first screen. Rejects when its code cannot be loaded. */
  tasks(): Promise<Tasks>
  /** As `tasks`. */
  messages(): Promise<Messages>
  /** As `tasks`. */
  papers(): Promise<Papers>
  /** As `tasks`. */
  pledges(): Promise<Pledges>
  /** As `tasks`. */
  complaints(): Promise<Complaints>
  places: Places
  calibrations: Calibrations
  /** Pictures to lie beneath a map; null where there are none and without signal. Never rejects. */
  tiles(): Promise<TileSource | null>
  /** Bytes of a stored photo (original, twin or sent) for showing; null when gone. */
  photo(photoId: string): Promise<Blob | null>
  /** What the last start found missing, null if nothing; `acknowledgeLoss` clears it after the person has read it. */
  loss(): Loss | null
  acknowledgeLoss(): Promise<void>
  readiness(): Promise<Readiness>
  abilities(): Promise<Abilities>
  /** Whether this page may go on with the database as it is. */
  observeStore: Observe<StoreState>
  /** Asks the browser to keep the data; false is a state, not an error. */
  askToKeep(): Promise<boolean>
  /** A newer version waits; `install` switches to it and reloads. Call it only on a person's tap. */
  observeUpdate: Observe<{ install: () => Promise<void> } | null>
}
