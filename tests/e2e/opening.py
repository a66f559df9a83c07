"""What the pages of the desk open: panels, forms and dialogs that no address leads to."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.test_street_story import by_id

Panels = dict[str, dict[str, str]]
"""By page: keys and buttons (by their test id) that open something, in turn, and what is then to be seen."""

ON_THE_DESK: Panels = {
    "review": {
        "r": "reject-dialog",
        "d": "duplicate-dialog",
        "v": "verify-dialog",
        "b": "amend-dialog",
        "w": "asked-dialog",
        "?": "keys-dialog",
        "bell": "bell-panel",
        "who": "password-dialog",
        "x": "batch-bar",
        "z": "stage-tools",
        "z placement-other": "segment-search",
    },
    "filing": {"r": "refuse-dialog", "?": "keys-dialog"},
    "cases": {"?": "keys-dialog", "case-more-filters": "case-from", "i x": "bulk-bar", "t": "move-dialog"},
    "suspended": {"s": "move-dialog", "?": "keys-dialog"},
    "case filed": {"d": "move-dialog", "?": "keys-dialog", "hold-open": "hold-reason"},
    "case asked": {"move-approve": "move-dialog", "q": "move-dialog"},
    "case handed-in": {"v": "move-dialog", "z": "stage-tools"},
    "dispatch": {"g": "board-choose", "?": "keys-dialog", "a": "board-bar"},
    "statistics": {"d": "definitions-dialog", "?": "keys-dialog", "j o": "figure-panel"},
    "whistles": {"j": "whistle-case", "?": "keys-dialog"},
    "campaigns": {"campaign-new": "campaign-edit"},
    "catalog": {"catalog-row": "entry-edit"},
    "dispatch-rules": {"rule-change": "rule-edit", "fallback-add": "fallback-edit", "rules-try": "trial"},
    "roster": {
        "roster-unit": "roster-member",
        "unit-add": "unit-code",
        "roster-duty": "duty-week",
        "duty-add": "duty-edit",
        "roster-chiefs": "chief-row",
        "chief-change": "chief-edit",
    },
    "people": {"?": "keys-dialog", "people-import": "people-table", "person-row": "person-form", "person-add": "person-username"},
    "permits": {"?": "keys-dialog", "permit-bring-file": "permit-import", "permit-add": "permit-form"},
    "calendar": {"plan-change": "plan-edit"},
    "messages": {"messages-rules": "rules-save", "messages-channels channel-add": "channel-dialog"},
    "audit": {"?": "keys-dialog", "log-roots": "log-root"},
    "notice issued": {"paper-serve": "serve-form"},
    "notice served": {"paper-answer": "move-text"},
    "notice answered": {"paper-review": "review-failed"},
    "notice-templates": {"template-new": "template-form"},
    "notice-basis": {"basis-new": "basis-form"},
    "letters": {"letter-row": "letter-case", "n": "letter-new", "?": "keys-dialog"},
    "issue-ledger": {"issue-open": "issue-report-form"},
    "area-import read": {"discard": "discard-dialog"},
    "devices": {"device-row": "device-panel", "?": "keys-dialog"},
    "redaction": {"?": "keys-dialog", "n": "redaction-box"},
    "quarantine": {"?": "keys-dialog"},
    "complaints": {"complaint-row": "complaint-text", "complaint-add": "complaint-dialog", "?": "keys-dialog"},
    "unit": {"unit-card": "unit-detail", "?": "keys-dialog"},
}
ON_THE_PHONE: Panels = {
    "form begun": {"category-search": "category-query", "discard": "discard-sure"},
    "paper begun": {"take-number": "paper-number", "means-left": "witness"},
    "settings": {"change-password": "password-sheet", "sign-out": "sign-out-sure"},
    "shops": {"pick-search": "pick-words", "pick-missing": "not-listed"},
    "shop unsigned": {"check-shop": "check-fine", "report-breach": "breach-other", "shop-code": "code-digits"},
    "pledge begun": {"refuse": "refusal-lacks"},
}
WAITS_FOR = {
    "review": "map",
    "case filed": "map",
    "area-import read": "check",
    "camera begun": "camera-snap",
    "scan": "scan-view",
    "shop unsigned": "check-shop",
    "pledge begun": "tick-read",
    "task check": "check-pass",
    "answer verify": "verify-true",
    "ready": "ready-lamp",
}
"""What comes later than the rest of a page: pictures, the background's work, the camera."""


def open_by(page: Page, steps: str, shows: str) -> None:
    """Presses keys and buttons, one after the other, and waits for what they open."""
    for step in steps.split():
        if len(step) == 1:
            page.keyboard.press(step)
        else:
            by_id(page, step).first.click()
    expect(by_id(page, shows).first).to_be_visible()
