# SPDX-License-Identifier: Apache-2.0
"""Records that all members read, where a table has others besides: in lists and trails, and of the others nothing."""

import base64
import json

import msgspec
import pytest

from counterfoil.api.callers import Caller
from counterfoil.api.ledger import row_pages
from counterfoil.api.ledger.need_to_know import NeedToKnow
from counterfoil.evidence.event import Consent, ConsentKind, Event, Side
from counterfoil.modules.instruments.calls import ChangeStatus
from counterfoil.modules.instruments.records import INSTRUMENTS, InstrumentKind, InstrumentStatus, Unit
from counterfoil.primitives import canonical
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, RecordPath
from support.listed import LIST, done, found, pages
from support.network import SHARES, define
from support.node_service import CHAIN_PATH, SUPERVISOR, Served


def test_what_all_read_is_listed_and_drafts_show_in_nothing(service: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Members list instruments from their opening on; drafts, before and between, move no page, cursor or budget."""
    monkeypatch.setattr(row_pages, "LOOKED_AT_MAX", 2)
    table = "instruments/instrument"

    def drafted(*numbers: int) -> None:
        unit = Unit(name="share", decimals=0)
        drafts = [define(InstrumentId(f"NEW.{n}"), InstrumentKind.equity, "issuer", unit) for n in numbers]
        done(service, "issuer", *drafts)

    def told(name: str) -> list[tuple[list[str], bool]]:
        listed = pages(service, name, table=table, limit=2)
        return [([one["record"] for one in page["records"]], page["next"] is None) for page in listed]

    before = told("alice")
    drafted(*range(10))
    assert told("alice") == before, "drafts do not show"
    assert len(found(service, "issuer", table=table)) > 10
    drafts = service.node.height
    done(
        service,
        "issuer",
        *(
            ChangeStatus(instrument=InstrumentId(f"NEW.{n}"), status=InstrumentStatus.active, by=PartyId("issuer"))
            for n in (3, 7)
        ),
    )
    opened = [f"{table}/NEW.3", f"{table}/NEW.7"]
    for name in ("alice", "bob", "bank"):
        assert found(service, name, table=table)[-2:] == opened
        assert found(service, name, table=table, status="draft") == []
        assert not {*opened} & {*found(service, name, table=table, height=drafts)}
    assert found(service, "alice", table=table, **{"/1": "NEW.7"}) == opened[1:]
    assert found(service, "alice", table=table, **{"/1": "NEW.5"}) == []
    now = told("alice")
    drafted(*range(10, 30))
    assert told("alice") == now
    assert len(found(service, "issuer", table=table)) == len({*found(service, "issuer", table=table)})


def made_up(cursor: str, record: str) -> str:
    """The same cursor, at another record."""
    told = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    told[4] = record
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


def test_a_cursor_at_a_draft_is_as_one_at_nothing(service: Served) -> None:
    """What is made up leads to what all read, or is told to be none."""
    table = "instruments/instrument"
    draft = define(InstrumentId("NEW"), InstrumentKind.equity, "issuer", Unit(name="share", decimals=0))
    done(service, "issuer", draft)
    [first, *_] = pages(service, "alice", table=table, limit=1)
    answers = [
        service.get("alice", LIST, table=table, limit=1, cursor=made_up(first["next"], f"{table}/{name}"))
        for name in ("NEW", "none", SHARES)
    ]
    assert [one.status_code for one in answers] == [400, 400, 200]
    assert answers[0].json() | {"request": ""} == answers[1].json() | {"request": ""}


def test_of_an_open_record_all_are_told_what_is_about_it_alone(service: Served) -> None:
    """Since it was open, and nothing of the draft; not what touched another record too, or names anybody else."""
    draft = define(InstrumentId("NEW"), InstrumentKind.equity, "issuer", Unit(name="share", decimals=0))
    done(service, "issuer", draft)
    path = f"{CHAIN_PATH}/trails/instruments/instrument/NEW"
    assert service.get("alice", path, at_least=service.node.height).status_code == 404

    def change(status: InstrumentStatus) -> ChangeStatus:
        return ChangeStatus(instrument=draft.instrument, status=status, by=PartyId("issuer"))

    done(service, "issuer", change(InstrumentStatus.active))
    done(service, "issuer", change(InstrumentStatus.suspended))
    whole = service.get("issuer", path, at_least=service.node.height).json()["events"]
    told = service.get("alice", path).json()["events"]
    types = [one["event"]["type"] for one in told]
    assert types == ["instruments.status_changed"] * 2
    assert [one for one in whole if one["event"]["type"] == types[0]] == told
    assert whole[0]["event"]["type"] == "instruments.defined"
    event = canonical.convert(told[0]["event"], Event)
    record = service.node.ledger.view.read(INSTRUMENTS, draft.instrument)
    sight = NeedToKnow(service.running.chains).sight(Caller(PartyId("alice"), service.key("alice").keyid), service.node)
    assert record is not None and sight.event_of_open(event, record)
    consent = Consent(AccountId("x"), (PartyId("bob"),), ConsentKind.signature, RecordPath("x/y/z"), 1, Side.gives)
    for changed in (
        {"data": event.data | {"by": "bob"}},
        {"consents": (consent,)},
        {"trails": (*event.trails, *event.trails)},
    ):
        assert not sight.event_of_open(msgspec.structs.replace(event, **changed), record)
    assert sight.event_of_open(msgspec.structs.replace(event, data=event.data | {"by": SUPERVISOR}), record)
    assert not sight.event_of_open(event, msgspec.structs.replace(record, status=InstrumentStatus.draft))
