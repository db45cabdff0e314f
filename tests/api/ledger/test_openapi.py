# SPDX-License-Identifier: Apache-2.0
"""The OpenAPI document of the node: whole, about every call, event, record and outcome, and every answer is as it says.

What other tests are answered over a socket is held against it too (``support.node_service``).
"""

import json
from collections.abc import Iterable
from typing import Any, Final
from zipfile import ZipFile

import pytest

from counterfoil.api.described import OF_EVERY_SERVICE
from counterfoil.api.ledger.law_schemas import schemas_of
from counterfoil.api.ledger.service import HANDLERS, PARTS, node_document
from counterfoil.api.ledger.struct_schemas import classes_in, struct_schemas
from counterfoil.api.problems import KINDS
from counterfoil.evidence.event import ObjectClass
from counterfoil.evidence.words import Vocabulary
from counterfoil.law.call import Call
from counterfoil.law.event import EventData
from counterfoil.law.module import Law, Rule, gather
from counterfoil.law.outcome import Outcome
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules import laws
from counterfoil.primitives.types import PositiveQuantity, Timestamp
from support import tree
from support.network import SHARES
from support.node_service import CHAIN_PATH, SUPERVISOR, Served, asking, batch, holding, paid, said

PROVED: Final = [
    path.parent / name
    for path in sorted((tree.ROOT / "vectors").glob("*/expected.json"))
    for name, check in json.loads(path.read_text()).items()
    if name.endswith(".zip") and check is None
]
"""Golden packages that are proved."""


def test_it_is_whole_by_itself() -> None:
    """OpenAPI 3.1: every schema is one, every reference leads somewhere, every name in a path is a parameter."""
    said().require_whole()


def test_it_is_served_as_it_is_written(service: Served) -> None:
    """To everybody; and what says what is answered says it of every operation, and of none that there is not."""
    with asking(service.url, None) as nobody:
        assert nobody.get("/openapi.json").content == node_document()
    found = said().document["paths"]
    operations = {(verb, path) for path, verbs in found.items() for verb in verbs} - set(OF_EVERY_SERVICE)
    assert operations == {one for part in PARTS for one in part.operations}
    assert len(operations) == len(HANDLERS)


def test_every_operation_says_how_it_is_refused_and_who_may_ask() -> None:
    """With every status that a problem of every service has, but of health nobody is asked for a signature."""
    everywhere = {str(one.status) for one in KINDS} - {"405", "413", "415"}
    found = said().document
    assert {name for one in found["security"] for name in one} == {"signed", "token", "certificate"}
    assert found["components"]["securitySchemes"].keys() == {"signed", "token", "certificate"}
    for path, verbs in found["paths"].items():
        for verb, one in verbs.items():
            assert everywhere <= one["responses"].keys(), path
            assert ("security" in one) == ((verb, path) in OF_EVERY_SERVICE)
            assert one["summary"], path
            assert ("requestBody" in one) == (verb == "post")
            assert all(each.get("description") for each in one.get("parameters", ())), path


def test_it_says_the_headers_that_are_read_and_told(service: Served) -> None:
    """What does something may be named; whoever has to wait is told how long; HEAD is nowhere."""
    for path, verbs in said().document["paths"].items():
        for verb, one in verbs.items():
            heard = {each["name"] for each in one.get("parameters", ()) if each["in"] == "header"}
            assert ("Idempotency-Key" in heard) == (verb in ("post", "delete")), path
            assert ("Last-Event-ID" in heard) == (path == "/chains/{chain}/events")
            done = one["responses"].get("200") or one["responses"]["204"]
            limited = {"RateLimit", "RateLimit-Policy"} <= done["headers"].keys()
            assert limited == ((verb, path) not in OF_EVERY_SERVICE), path
    refused = said().document["components"]["responses"]
    waits = {name for name, one in refused.items() if "Retry-After" in one["headers"]}
    assert waits == {"Problem401", "Problem409", "Problem429", "Problem503"}
    with service.client("alice") as alice:
        assert alice.head("/chains").status_code == 405


def _at(name: str) -> str:
    return f"#/components/schemas/{name}"


def test_every_call_event_record_and_outcome_is_there() -> None:
    """By the names that the ledger has for them, with what is said of each, and told apart by their own names."""
    known, schemas = laws(), said().schemas
    unions = {
        "Call": {name: f"Call.{name}" for name in known.calls},
        "Happening": {one: f"Happening.{one}" for one in (*known.events, "transaction.rejected")},
        "Row": {one: f"Row.{one.replace('/', '.')}" for one in known.tables},
    }
    for union, members in unions.items():
        assert [one["$ref"] for one in schemas[union]["oneOf"]] == [_at(name) for name in members.values()]
    assert schemas["Call"]["discriminator"]["mapping"] == {one: _at(name) for one, name in unions["Call"].items()}
    for name in (f"Call.{one}" for one in known.calls):
        assert schemas[name]["description"], name
    told = {one["const"]: (one["title"], one["description"]) for one in schemas["Outcome"]["oneOf"]}
    assert told.keys() == known.outcomes.keys()
    assert told[0] == ("ok", "Done.")
    line = schemas["Record.holdings.holding"]["properties"]["line"]
    assert line["description"].startswith("freezes in the order in which they came")
    assert all(told[number][1].startswith(one.sentence) for number, one in known.outcomes.items())


class Lend(Call, frozen=True, tag_field="call", tag="loans.lend"):
    """Lend something."""

    loan: str
    quantity: PositiveQuantity
    until: Timestamp


class Lent(EventData, frozen=True):
    """Something was lent."""

    type = "loans.lent"
    object = ObjectClass.registration
    loan: str

    def touches(self, moment: Any, consents: Any) -> Iterable[Any]:
        return ()

    def permit(self, moment: Any) -> tuple[()]:
        return ()


class Loan(TrailedRecord, frozen=True, kw_only=True):
    """What was lent."""

    quantity: PositiveQuantity


class LoansOutcome(Outcome):
    """Why nothing is lent."""

    unknown_loan = 990_001, "No such loan."


def test_a_new_module_needs_no_line() -> None:
    """Its calls, events, records and outcomes are there once it has a law, with their notes and units."""
    tables = (Table("loans/loan", Loan, LoansOutcome.unknown_loan, LoansOutcome.unknown_loan),)
    law = Law("loans", {Lend: Rule(lambda *_: ())}, (Lent,), tables, LoansOutcome, Vocabulary())
    schemas = schemas_of(gather([*laws().by_noun.values(), law]))
    lend = schemas["Call.loans.lend"]
    assert lend["description"] == "Lend something."
    assert lend["properties"]["quantity"]["description"] == "in the instrument's smallest unit"
    assert lend["properties"]["until"]["description"] == "milliseconds since 1970-01-01T00:00:00Z"
    assert "Call.loans.lend" in json.dumps(schemas["Call"])
    assert schemas["Happening.loans.lent"]["properties"]["data"] == {"$ref": "#/components/schemas/Event.loans.lent"}
    assert schemas["Row.loans.loan"]["properties"]["table"] == {"const": "loans/loan"}
    assert schemas["Record.loans.loan"]["properties"]["quantity"]["exclusiveMinimum"] == 0
    assert schemas["Outcome"]["oneOf"][-1] == {
        "const": 990_001,
        "title": "unknown_loan",
        "description": "No such loan.",
    }


def test_names_stay_when_others_come() -> None:
    """A struct has the name of its file, whatever else has its short name."""
    alone, both = struct_schemas({}, [Loan]), struct_schemas({}, [Loan, *laws().rules])
    assert alone.keys() < both.keys()
    kinds = list(classes_in(laws().rules))
    assert len(kinds) == len(set(kinds)) > len(laws().rules)


def lines(package: ZipFile, name: str) -> list[Any]:
    return [json.loads(line) for line in package.read(name).splitlines()]


@pytest.mark.parametrize("path", PROVED, ids=lambda path: path.stem)
def test_what_evidence_shows_is_as_it_says(path: Any) -> None:
    """Events and calls of every golden package, but those of modules that there are not."""
    schemas = said().schemas
    with ZipFile(path) as package:
        for event in lines(package, "events.jsonl"):
            if f"Happening.{event['type']}" in schemas:
                said().judge(schemas["Event"]).validate(event)
        for line in lines(package, "calls.jsonl"):
            if f"Call.{line['call']['call']}" in schemas:
                said().judge(schemas["Call"]).validate(line["call"])


def test_what_is_asked_of_every_operation_is_answered_as_it_says(service: Served) -> None:
    """Each kind of answer that each operation has: done, foretold, withheld, rejected, refused, and none."""
    alice = service.key("alice")
    sent = paid(service.node, alice, 2)
    done = service.hand_in("alice", sent, b"nonsense").json()["transactions"][0]
    moved = {"call": "holdings.transfer", "sender": "alice-1", "receiver": "bob-1", "instrument": SHARES}
    asked: list[dict[str, Any]] = [
        {"calls": [moved | {"quantity": 1}], "by": ["alice"]},
        {"calls": [moved | {"quantity": 10**9}], "by": ["alice"]},
        {"calls": [moved | {"quantity": 0}], "by": ["alice"]},
        {"transaction": "bm9uc2Vuc2U="},
    ]
    for name in ("alice", "bob", SUPERVISOR, "issuer"):
        statuses = [service.rehearse(name, one).status_code for one in asked]
        assert statuses == [200, 200, 400, 200], name
        for path in (
            *("/chains", f"{CHAIN_PATH}/blocks/1", f"{CHAIN_PATH}/blocks/999", f"{CHAIN_PATH}/events", "/nothing"),
            *(f"{CHAIN_PATH}/transactions/{done['transaction']}", f"{CHAIN_PATH}/transactions/none", holding("bob")),
            *(f"{CHAIN_PATH}/events?limit=0", "/chains/none/events", f"{CHAIN_PATH}/records/parties/party/{name}"),
        ):
            assert service.get(name, path).status_code < 500
    for path in ("records", "transactions", "rehearsals", "drafts"):
        assert service.post("alice", f"{CHAIN_PATH}/{path}", b"{").status_code in (400, 404, 405)
    for body in (batch(sent), json.dumps(asked[0]).encode(), json.dumps(asked[2]).encode()):
        name = "transactions" if b"transactions" in body else "rehearsals"
        taken = service.post("alice", f"{CHAIN_PATH}/{name}", body).status_code == 200
        assert said().body("post", f"{CHAIN_PATH}/{name}").is_valid(json.loads(body)) == taken
