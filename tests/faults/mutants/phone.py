"""Deliberate bugs of the phone, each of which lost somebody's work in a program that was in use."""

from __future__ import annotations

from tests.faults.mutants.trial import VITEST, Mutant

OUTBOX, STORAGE, PHONE = "src/outbox/", "src/storage/", "src/phone/"
ANYTHING = f"{OUTBOX}anything.test.ts"


def _phone(name: str, file: str, old: str, new: str, *test: str) -> Mutant:
    return Mutant(name, f"pwa/src/{file}", old, new, VITEST, test)


PHONE_BUGS = (
    _phone(
        "any answer settles the report",
        "outbox/exchange.ts",
        "    if (outcome.is !== 'receipt') {\n      await failRow(pass, id, outcome)\n",
        "    if (outcome.is !== 'receipt') {\n      await pass.ports.rows.forget(id)\n",
        ANYTHING,
    ),
    _phone(
        "a refusal (400 and above) settles the report",
        "outbox/outcome.ts",
        "    return { phase: 'parked', reason: trouble.reason, refusal: { status: trouble.status, detail: trouble.detail } }\n",
        "    return { phase: 'delivered', delivered_at: now }\n",
        f"{OUTBOX}drain.test.ts",
    ),
    _phone(
        "taken from the queue before it is sent",
        "outbox/exchange.ts",
        "    const outcome = judgeReport(",
        "    await pass.ports.rows.forget(id)\n    const outcome = judgeReport(",
        f"{OUTBOX}drain.test.ts",
    ),
    _phone(
        "logout wipes what is unsent",
        "phone/session.ts",
        "    async signOut() {\n",
        "    async signOut() {\n      await db.outbox.clear()\n",
        f"{PHONE}phone.test.ts",
    ),
    _phone(
        "saved when the request succeeded, not the transaction",
        "storage/saveTx.ts",
        "      return await beforeDeadline(db.transaction('rw', tables, work), limits.watchdogMs)\n",
        "      return await new Promise<T>((resolve, reject) => {\n"
        "        db.transaction('rw', tables, async () => { const result = await work(); resolve(result); return result })"
        ".catch(reject)\n      })\n",
        f"{STORAGE}saveTx.test.ts",
    ),
    _phone(
        "all drafts are one row",
        "storage/drafts.ts",
        "bulkPut(photos.map((photo) => storedPhoto(photo, form)))\n        await db.drafts.put(draft)\n",
        "bulkPut(photos.map((photo) => storedPhoto(photo, form)))\n        await db.drafts.clear()\n"
        "        await db.drafts.put(draft)\n",
        f"{STORAGE}sealing.test.ts",
    ),
    _phone(
        "tries again on the dead handle",
        "storage/saveTx.ts",
        "      await pause(limits.pauseMs(attempt++))\n      reconnect(db)\n",
        "      await pause(limits.pauseMs(attempt++))\n",
        f"{STORAGE}saveTx.test.ts",
    ),
    _phone(
        "resolves after the last try failed",
        "storage/saveTx.ts",
        "      if (attempt >= limits.tries) throw new StorageTrouble('lost', error)\n      await pause(limits.pauseMs(attempt++",
        "      if (attempt >= limits.tries) return undefined as T\n      await pause(limits.pauseMs(attempt++",
        f"{STORAGE}saveTx.test.ts",
    ),
    _phone(
        "a login that ended counts against the report",
        "outbox/outcome.ts",
        "  if (trouble.is === 'auth') return undefined\n",
        "",
        f"{OUTBOX}drain.test.ts",
    ),
    _phone(
        "the receipt's hash is not compared",
        "domain/receipt.ts",
        "body.report_id === claim.id && body.manifest_sha256 === claim.sha256 ? body : null",
        "body.report_id === claim.id ? body : null",
        f"{OUTBOX}classify.test.ts",
    ),
    _phone(
        "gives up after some tries",
        "outbox/next.ts",
        "  return row.phase === 'waiting' && isSendable(row) && row.next_try_at <= now\n",
        "  return row.phase === 'waiting' && isSendable(row) && row.next_try_at <= now && row.failures < 10\n",
        f"{OUTBOX}patience.faults.test.ts",
    ),
    _phone(
        "rotten bytes are sent all the same",
        "outbox/uploads.ts",
        "  return sound ? { is: 'sound', ...stored } : { is: 'changed' }\n",
        "  return { is: 'sound', ...stored }\n",
        f"{OUTBOX}drain.test.ts",
    ),
    _phone(
        "photos go with the receipt of the text",
        "domain/receipt.ts",
        "  if (receipt.level !== 'text') return true\n",
        "  if (receipt.level !== 'text' || receipt.flags.length === 0) return true\n",
        f"{OUTBOX}drain.test.ts",
    ),
)
