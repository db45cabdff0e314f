# SPDX-License-Identifier: Apache-2.0
"""Events as they are given back: as they were captured, with the time at which they were recorded here."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from litestar import Response

from counterfoil.api.epcis.exceptions import NOT_ACCEPTABLE
from counterfoil.api.epcis.formats import WORDS_HEADER, Translation, WordFormat
from counterfoil.api.epcis.speaking import Manner
from counterfoil.api.media_types import JSON
from counterfoil.api.problems import Problem
from counterfoil.epcis.context import GS1_CONTEXT, STANDARD
from counterfoil.epcis.document import from_members
from counterfoil.epcis.event import Event
from counterfoil.epcis.times import Moment
from counterfoil.epcis.xml_writing import answer_bytes as answer_in_xml
from counterfoil.epcis.xml_writing import event_bytes as event_in_xml
from counterfoil.epcis.xml_writing import stands_alone
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import Timestamp
from counterfoil.readmodel.epcis.declarations import DeclaredByAnother
from counterfoil.readmodel.epcis.event_json import read_members, write_json
from counterfoil.readmodel.epcis.journal import JournalEntry

SIMPLE_EVENT_QUERY: Final = "SimpleEventQuery"
OWN_PREFIX: Final = "counterfoil"
OWN_NAMESPACE: Final = "urn:counterfoil:epcis:"
DECLARED_BY_OTHERS: Final = f"{OWN_PREFIX}:declaredInErrorByOthers"
"""A member of an answer, beside the standard's: its events that count, though another party declared them in error."""
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
    declared: Sequence[DeclaredByAnother] = (),
) -> bytes:
    """An answer to a query, or what a subscription tells."""
    results = {
        **({"subscriptionID": subscription} if subscription else {}),
        "queryName": query,
        "resultsBody": {"eventList": [given_back(entry, spelled) for entry in entries]},
    }
    return write_json(
        {
            "@context": [GS1_CONTEXT, *([{OWN_PREFIX: OWN_NAMESPACE}] if declared else [])],
            "type": "EPCISQueryDocument",
            "schemaVersion": "2.0",
            "creationDate": said_time(now),
            "epcisBody": {"queryResults": results},
            **_told_beside(declared),
        }
    )


def _told_beside(declared: Sequence[DeclaredByAnother]) -> dict[str, Any]:
    """Beside the events, and not in one: what stands in an event is part of its hash."""
    if not declared:
        return {}
    listed = [
        {
            f"{OWN_PREFIX}:event": one.name,
            f"{OWN_PREFIX}:capturedBy": one.captured_by,
            f"{OWN_PREFIX}:declaredBy": one.declared_by,
            f"{OWN_PREFIX}:declarationTime": said_time(one.declared_ms),
            **({f"{OWN_PREFIX}:reason": one.reason} if one.reason else {}),
        }
        for one in declared
    ]
    return {DECLARED_BY_OTHERS: listed}


class Answer:
    """Events in the form that somebody asked for."""

    def __init__(self, manner: Manner, spelled: Translation) -> None:
        self._manner, self._spelled = manner, spelled

    def event(self, entry: JournalEntry, now: Timestamp) -> Response[bytes]:
        """One by itself, of which nothing else is to be said; of a kind that XML has nowhere so, an answer with one."""
        if not self._manner.is_xml:
            return self._answer(write_json(given_back(entry, self._spelled)), {})
        event = self._read(entry)
        if not stands_alone(event):
            return self.document([entry], now)
        return self._answer(self._written(lambda: event_in_xml(event, urns=self._urns)), {})

    def document(
        self,
        entries: Sequence[JournalEntry],
        now: Timestamp,
        *,
        query: str = SIMPLE_EVENT_QUERY,
        declared: Sequence[DeclaredByAnother] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Response[bytes]:
        if not self._manner.is_xml:
            body = query_document(entries, now, self._spelled, query=query, declared=declared)
            return self._answer(body, headers or {})
        events = [self._read(entry) for entry in entries]
        given: dict[str, Any] = {"created": said_time(now), "query": query, "urns": self._urns}
        given |= {"more": _told_beside(declared), "names": {**STANDARD, OWN_PREFIX: OWN_NAMESPACE}}
        return self._answer(self._written(lambda: answer_in_xml(events, **given)), headers or {})

    @property
    def _urns(self) -> bool:
        return self._manner.words is WordFormat.urns

    def _read(self, entry: JournalEntry) -> Event:
        return from_members(given_back(entry, self._spelled)).events[0]

    def _written(self, write: Callable[[], bytes]) -> bytes:
        try:
            return write()
        except InputError as error:
            raise Problem(NOT_ACCEPTABLE, str(error)) from error

    def _answer(self, body: bytes, headers: Mapping[str, str]) -> Response[bytes]:
        words = (
            {WORDS_HEADER: (WordFormat.urns if self._urns else WordFormat.uris).value} if self._manner.is_xml else {}
        )
        said = {"content-type": self._manner.media, **words, **self._spelled.headers, **headers}
        return Response(body, headers=said)


def json_answer(value: object, *, status: int = 200, headers: dict[str, str] | None = None) -> Response[bytes]:
    """An answer of ours; ``value`` may be bytes that are written already."""
    body = value if isinstance(value, bytes) else write_json(value)
    return Response(body, status_code=status, headers={"content-type": JSON, **(headers or {})})


def path_of(*names: str) -> str:
    """A path of these names, whatever is in them."""
    return "/" + "/".join(quote(name, safe=NAME_SAFE) for name in names)
