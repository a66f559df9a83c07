"""Takes from a page what browsers learned later: scripts to run before its own. The language itself is the build's part."""

from __future__ import annotations

import json

_SINCE_2020 = {
    "Array.prototype": "at findLast findLastIndex toSorted toReversed toSpliced with",
    "String.prototype": "at replaceAll",
    "Object": "hasOwn groupBy",
    "Promise": "any withResolvers try",
    "AbortSignal": "timeout any",
    "AbortSignal.prototype": "throwIfAborted reason",
    "Crypto.prototype": "randomUUID",
    "Intl": "Segmenter DisplayNames DurationFormat",
    "Element.prototype": "replaceChildren setHTMLUnsafe checkVisibility",
    "window": "structuredClone WeakRef FinalizationRegistry scheduler",
}
_SINCE_2018 = {
    "Array.prototype": "flat flatMap",
    "String.prototype": "matchAll trimEnd trimStart",
    "Object": "fromEntries",
    "Promise": "allSettled",
    "Intl": "RelativeTimeFormat ListFormat Locale PluralRules",
    "Blob.prototype": "arrayBuffer stream text",
    "HTMLFormElement.prototype": "requestSubmit",
    "window": "queueMicrotask CompressionStream ResizeObserver OffscreenCanvas",
}


def _without(*lists: dict[str, str]) -> str:
    taken = [(owner, name) for one in lists for owner, names in one.items() for name in names.split()]
    owners = ", ".join(f"{json.dumps(owner)}: {owner}" for owner in dict.fromkeys(owner for owner, _ in taken))
    return f"{{ const owners = {{ {owners} }}; for (const [owner, name] of {json.dumps(taken)}) delete owners[owner][name] }}"


AS_IN_2020 = _without(_SINCE_2020)
"""The oldest that staff's pages are made for."""
AS_IN_2018 = _without(_SINCE_2020, _SINCE_2018)
"""The oldest that opens a plate or the public's page."""
