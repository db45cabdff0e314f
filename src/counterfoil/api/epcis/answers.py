# SPDX-License-Identifier: Apache-2.0
"""Events as they are given back: as they were captured, with the time at which they were recorded here."""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from litestar import Response

from counterfoil.api.epcis.formats import Translation
from counterfoil.epcis.context import GS1_CONTEXT
from counterfoil.epcis.times import Moment
from counterfoil.primitives.types import Timestamp
from counterfoil.readmodel.epcis.event_json import read_members, write_json
from counterfoil.readmodel.epcis.journal import JournalEntry

JSON: Final = "application/json"
SIMPLE_EVENT_QUERY: Final = "SimpleEventQuery"
NAME_SAFE: Final = ""
"""Characters of a name that stand in a URL as they are, besides letters and digits: none, slashes neither."""


def said_time(at: Timestamp | int) -> str:
    return Moment(int(at), "").utc


def given_back(entry: JournalEntry, spelled: Translation) -> dict[str, Any]:
    """One event. A time of recording that it came with was another repository's, and is replaced."""
    return {**spelled.event(read_members(entry.document)), "recordTime": said_time(entry.recorded_ms)}


def query_document(
    entries: Sequence[JournalEntry],
    now: Timestamp,
    spelled: Translation,
    *,
    query: str = SIMPLE_EVENT_QUERY,
    subscription: str = "",
) -> bytes:
    """An answer to a query, or what a subscription tells."""
    results = {
        **({"subscriptionID": subscription} if subscription else {}),
        "queryName": query,
        "resultsBody": {"eventList": [given_back(entry, spelled) for entry in entries]},
    }
    return write_json(
        {
            "@context": [GS1_CONTEXT],
            "type": "EPCISQueryDocument",
            "schemaVersion": "2.0",
            "creationDate": said_time(now),
            "epcisBody": {"queryResults": results},
        }
    )


def json_answer(value: object, *, status: int = 200, headers: dict[str, str] | None = None) -> Response[bytes]:
    """An answer of ours; ``value`` may be bytes that are written already."""
    body = value if isinstance(value, bytes) else write_json(value)
    return Response(body, status_code=status, headers={"content-type": JSON, **(headers or {})})


def path_of(*names: str) -> str:
    """A path of these names, whatever is in them."""
    return "/" + "/".join(quote(name, safe=NAME_SAFE) for name in names)
