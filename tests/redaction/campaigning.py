"""What a campaign of requests has to know of redaction: a photo of a case, boxes that fit the decision, links that were given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from schemathesis import GenerationMode

from scripts.real_input.client import Client

_OF_A_PHOTO = ("/photos/{sha256}/redaction", "/photos/{sha256}/public", "/photos/{sha256}/links")
_PLACED = {"left": 0.2, "top": 0.3, "width": 0.1, "height": 0.1}
_LINK = "/public/{sha256}-{size}.jpg"


def redaction_truths(who: Client) -> Callable[[Any, Any, Any], None]:
    """A hook that makes valid data about redaction true; a photo of a case is decided about before."""
    case, sha256 = next(_pictured(who))

    def decided() -> None:
        now = who.ask("GET", f"/photos/{sha256}/redaction").json()
        if now["state"] == "pending":
            body = {"state": "none-needed", "boxes": []}
            answer = who.ask("PUT", f"/photos/{sha256}/redaction", json=body, headers={"If-Match": f'"{now["rev"]}"'})
            assert answer.status_code == 200

    def before_call(_context: Any, case_: Any, _options: Any) -> None:
        path = case_.operation.path
        if case_.meta is None or case_.meta.generation.mode is not GenerationMode.POSITIVE:
            return
        if path.endswith(_OF_A_PHOTO):
            decided()
            case_.path_parameters["sha256"] = sha256
        if path.endswith("/unmasked") and "report_id" in case_.path_parameters:
            case_.path_parameters["report_id"] = case["report_id"]
        if case_.operation.label.startswith("PUT ") and path.endswith("/redaction"):
            case_.body["boxes"] = [{**box, **_PLACED} for box in case_.body["boxes"]]
            case_.body["state"] = "done" if case_.body["boxes"] else "none-needed"
        if path.endswith(_LINK):
            decided()
            url = urlsplit(who.ask("POST", f"/photos/{sha256}/links", json={"size": "thumb"}).json()["url"])
            case_.path_parameters |= {"sha256": sha256, "size": "thumb"}
            case_.query = dict(parse_qsl(url.query))

    return before_call


def _pictured(who: Client) -> Iterator[tuple[dict[str, Any], str]]:
    """The cases whose report has a photo here, and that photo; an earlier campaign may have opened some without."""
    for case in who.ask("GET", "/cases?limit=200").json()["items"]:
        photos = who.ask("GET", f"/reports/{case['report_id']}").json()["photos"]
        yield from ((case, photo["sha256"]) for photo in photos if photo["stored"])
