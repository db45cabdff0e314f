# SPDX-License-Identifier: Apache-2.0
"""Lists of records, records as they were, and trails: each sees its own, at one height; nothing shows of the rest."""

import base64
import json
import random
from typing import Any, Final

import pytest

from counterfoil.api.callers import Caller
from counterfoil.api.ledger import row_pages
from counterfoil.api.ledger.need_to_know import NeedToKnow
from counterfoil.evidence.record import state_key
from counterfoil.modules import laws
from counterfoil.modules.holdings.calls import Transfer
from counterfoil.modules.parties.calls import ChangeAccountControl, OpenAccount
from counterfoil.modules.parties.records import Control
from counterfoil.node.submitting import sign_calls
from counterfoil.primitives import canonical
from counterfoil.primitives.authmap.proof import MapProof, verify_presence
from counterfoil.primitives.hashing import digest, from_hex
from counterfoil.primitives.types import AccountId, PartyId, Quantity, RecordPath
from counterfoil.readmodel.chain.fields import tables
from counterfoil.storage.state import HISTORY, KeySpace
from support.listed import LIST, done, found, pages
from support.network import RECEIPT, SHARES
from support.node_service import CHAIN_PATH, SUPERVISOR, Served, holding, paid

HOLDINGS: Final = "holdings/holding"
NAMES: Final = ("alice", "bob", "bank", "issuer", SUPERVISOR)


def opening(account: str, holder: str, custodian: str | None = None) -> OpenAccount:
    return OpenAccount(
        account=AccountId(account),
        holder=PartyId(holder),
        outgoing=Control.holder,
        incoming=Control.nobody,
        custodian=None if custodian is None else PartyId(custodian),
    )


def moving(receiver: str, quantity: int = 1) -> Transfer:
    return Transfer(
        sender=AccountId("alice-1"), receiver=AccountId(receiver), instrument=SHARES, quantity=Quantity(quantity)
    )


def seen(service: Served, name: str) -> set[str]:
    """Every record that a party sees, by the state alone."""
    node = service.node
    sight = NeedToKnow(service.running.chains).sight(Caller(PartyId(name), service.key(name).keyid), node)
    paths = [(RecordPath(key.decode()), value) for key, value in node.store.scan(KeySpace.RECORDS)]
    read = ((path, laws().table_of(path), value) for path, value in paths)
    return {path for path, table, value in read if table and sight.record(canonical.decode(value, table.record))}


def test_lists_hold_what_one_sees_and_nothing_else(service: Served) -> None:
    """Of every table, for a member, a custodian, an issuer and a supervisor: each record once."""
    done(service, "bank", opening("alice-2", "alice", "bank"), opening("bank-1", "bank"))
    done(service, "alice", moving("alice-2"), moving("bank-1"))
    for name in NAMES:
        own = seen(service, name)
        assert own
        for table in sorted({"/".join(path.split("/")[:2]) for path in seen(service, SUPERVISOR)}):
            listed = found(service, name, table=table, limit=2)
            assert sorted(listed) == sorted(path for path in own if path.startswith(f"{table}/")), (name, table)


def test_what_records_say_is_what_they_are_found_by(service: Served) -> None:
    """One field, several, and parts of paths; of one's own alone."""
    done(service, "alice", opening("alice-2", "alice"), opening("alice-3", "alice"))
    done(service, "alice", moving("alice-2"))
    shares = [f"{HOLDINGS}/alice-1/{SHARES}", f"{HOLDINGS}/alice-2/{SHARES}"]
    assert found(service, "alice", table=HOLDINGS, instrument=SHARES) == shares
    assert found(service, "alice", table=HOLDINGS, account="alice-2") == shares[1:]
    assert found(service, "alice", table=HOLDINGS, account="alice-2", instrument=RECEIPT) == []
    assert found(service, "alice", table=HOLDINGS, **{"/1": "alice-2", "/2": SHARES}) == shares[1:]
    assert found(service, SUPERVISOR, table=HOLDINGS, account="alice-2", instrument=SHARES) == shares[1:]
    assert len(found(service, SUPERVISOR, table=HOLDINGS, instrument=SHARES)) == 3


def test_of_what_others_have_nothing_shows(service: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question about another's account is answered as one about nobody's; pages end where they ended before."""
    monkeypatch.setattr(row_pages, "LOOKED_AT_MAX", 2)

    def shape(name: str) -> list[tuple[int, bool]]:
        asked = ({"table": HOLDINGS}, {"table": HOLDINGS, "account": "bob-1"}, {"table": "parties/account"})
        listed = [page for one in asked for page in pages(service, name, **one)]
        return [(len(page["records"]), page["next"] is None) for page in listed]

    told = [
        [(page["records"], page["next"] is None) for page in pages(service, "alice", table=HOLDINGS, account=account)]
        for account in ("bob-1", "nobody")
    ]
    assert told[0] == told[1]
    assert told[0][-1] == ([], True)
    before = shape("alice")
    done(service, "bob", *(opening(f"bob-{number}", "bob") for number in range(2, 12)))
    moved = [
        Transfer(
            sender=AccountId("bob-1"), receiver=AccountId(f"bob-{number}"), instrument=SHARES, quantity=Quantity(1)
        )
        for number in range(2, 12)
    ]
    done(service, "bob", *moved)
    assert shape("alice") == before
    assert len(found(service, "bob", table=HOLDINGS)) > 10


@pytest.mark.parametrize("seed", range(2))
def test_pages_have_neither_gaps_nor_phantoms_while_blocks_come(
    service: Served, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Accounts are opened, kept by others and paid between any two pages: together they are the first height's."""
    dice = random.Random(seed)
    done(service, "bank", opening("alice-2", "alice", "bank"), opening("bob-2", "bob", "bank"))
    done(service, "alice", moving("alice-2", 5), moving("bob-2", 5))
    numbers = iter(range(100))

    def act() -> None:
        number = next(numbers)
        acts = (
            ("alice", [opening(f"a-{seed}-{number}", "alice"), moving(f"a-{seed}-{number}")]),
            ("bank", [opening(f"b-{seed}-{number}", "bob", "bank")]),
            ("alice", [moving("bob-1"), moving("bob-2")]),
        )
        name, calls = dice.choice(acts)
        done(service, name, *calls)

    for _ in range(4):
        act()
    for name, table in ((SUPERVISOR, HOLDINGS), ("bank", "parties/account"), ("alice", HOLDINGS)):
        whole = [one for page in pages(service, name, table=table) for one in page["records"]]
        monkeypatch.setattr(row_pages, "LOOKED_AT_MAX", dice.choice([1, 3, 1_000]))
        query = {"table": table, "limit": dice.choice([1, 2])}
        told = service.get(name, LIST, **query).json()
        height, listed = told["at"]["height"], told["records"]
        while told["next"] is not None:
            act()
            told = service.get(name, LIST, **query, cursor=told["next"]).json()
            assert told["at"]["height"] == height
            listed += told["records"]
        assert listed == whole
        monkeypatch.undo()


def test_a_record_is_told_as_it_was_to_whom_it_named(service: Served) -> None:
    """Its holder of then sees a title as it was, the one of now as it is; the state's answer is that of the tables."""
    title = f"{CHAIN_PATH}/records/holdings/title/{RECEIPT}"
    before = service.node.height
    given = Transfer(sender=AccountId("bob-1"), receiver=AccountId("alice-1"), instrument=RECEIPT, quantity=Quantity(1))
    after = done(service, "bob", given)
    tick(service, HISTORY + 1)
    service.get(SUPERVISOR, LIST, table=HOLDINGS, at_least=service.node.height)
    for name, height, status in (
        ("bob", before, 200),
        ("alice", before, 404),
        ("bob", after, 404),
        ("alice", after, 200),
    ):
        answer = service.get(name, title, height=height)
        assert answer.status_code == status, (name, height)
        if status == 200:
            assert answer.json()["at"]["height"] == height
            assert answer.json()["at"]["state"] == service.node.reader.header(height).state
    secret = service.get("alice", title, height=before).json()
    assert secret | {"request": ""} == service.get("alice", f"{title}-none", height=before).json() | {"request": ""}
    assert found(service, "bob", table="holdings/title", height=before) == [f"holdings/title/{RECEIPT}"]
    assert found(service, "bob", table="holdings/title") == []


def test_a_row_is_proved_while_the_state_remembers(service: Served) -> None:
    """In a list and alone, also of a height past; beyond it is said, with what proves it then."""
    height = service.node.height
    done(service, "alice", moving("bob-1", 7))
    listed = next(pages(service, "alice", table=HOLDINGS, height=height, proof="true"))
    alone = service.get("alice", holding("alice"), height=height, proof="true").json()
    assert alone["value"]["free"] == 900
    for one in (*listed["records"], alone):
        proof = canonical.convert(one["proof"], MapProof)
        root = from_hex(listed["at"]["state"])
        assert verify_presence(root, state_key(one["record"]), digest(one["bytes"].encode()), proof)
    tick(service, HISTORY + 1)
    for path in (holding("alice"), LIST):
        query = {"table": HOLDINGS} if path is LIST else {}
        answer = service.get("alice", path, height=height, proof="true", at_least=service.node.height, **query)
        assert (answer.status_code, answer.json()["type"]) == (409, "urn:counterfoil:problem:not-remembered"), (
            answer.json()
        )
    assert service.get("alice", holding("alice"), height=height).json()["value"]["free"] == 900


def tick(service: Served, count: int) -> None:
    assert service.node.engine is not None
    for _ in range(count):
        service.node.engine.tick().result()


def test_sight_is_of_now(service: Served) -> None:
    """Who keeps an account from now on sees what it held before; who kept it once sees it no more."""
    done(service, "alice", opening("alice-2", "alice"))
    before = done(service, "alice", moving("alice-2", 3))
    kept = [f"{HOLDINGS}/alice-2/{SHARES}"]
    for custodian, expected in (("bank", kept), (None, [])):
        assert found(service, "bank", table=HOLDINGS) != expected
        keep(service, custodian)
        for height in ({}, {"height": before}):
            assert found(service, "bank", table=HOLDINGS, **height) == expected
    assert kept[0] in found(service, "alice", table=HOLDINGS)


def keep(service: Served, custodian: str | None) -> None:
    """Another keeps alice's second account from now on, or nobody; holder and bank agree."""
    change = ChangeAccountControl(
        account=AccountId("alice-2"),
        incoming=Control.nobody,
        outgoing=Control.holder,
        custodian=None if custodian is None else PartyId(custodian),
    )
    answer = service.hand_in(
        "alice", sign_calls(service.node, [change], service.key("alice"), service.key("bank"))
    ).json()
    assert answer["transactions"][0]["status"] == "committed", answer


def test_a_client_reads_what_it_wrote(service: Served) -> None:
    """Up to the height that its answer named, at once and every time."""
    for quantity in range(1, 12):
        height = done(service, "alice", moving("bob-1", quantity))
        told = service.get("alice", LIST, table=HOLDINGS, at_least=height).json()
        assert told["at"]["height"] >= height
        [own] = [one["value"] for one in told["records"] if one["record"].endswith(SHARES)]
        assert own["free"] == 900 - quantity * (quantity + 1) // 2


def test_no_answer_claims_a_height_without_rows(service: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """While rows lag it is told how far they are; what the chain has not made yet is no height."""
    rows = service.running.rows[service.node.chain]
    rows.reached(service.node.height).result()
    monkeypatch.setattr(type(rows), "_advance", lambda _: False)
    monkeypatch.setattr(row_pages, "WAIT_S", 0)
    height = done(service, "alice", moving("bob-1"))
    for query in ({"at_least": height}, {"height": height}):
        answer = service.get("alice", LIST, table=HOLDINGS, **query)
        assert (answer.status_code, answer.json()["type"]) == (503, "urn:counterfoil:problem:rows-behind")
        assert answer.headers["retry-after"]
    told = service.get("alice", LIST, table=HOLDINGS).json()
    assert told["at"]["height"] == rows.height < height
    assert told["at"]["height"] + told["behind"] >= height
    assert service.get("alice", LIST, table=HOLDINGS, height=height + 9).status_code == 400
    [chain] = service.get("alice", "/chains").json()["chains"]
    assert chain["rows"] == rows.height < height <= chain["height"]


def test_a_trail_is_told_to_who_sees_the_record(service: Served) -> None:
    """In order, in pages, as far as it was at a height; of another's record not that there is one."""
    path = f"{CHAIN_PATH}/trails/holdings/holding/alice-1/{SHARES}"
    heights = [done(service, "alice", moving("bob-1")) for _ in range(5)]
    told = service.get("alice", path, at_least=heights[-1]).json()
    seqs = [one["seq"] for one in told["events"]]
    assert seqs == list(range(1, len(seqs) + 1))
    assert [one["event"]["height"] for one in told["events"]][-5:] == heights
    listed, page = [], service.get("alice", path, limit=2).json()
    listed += page["events"]
    while page["next"] is not None:
        page = service.get("alice", path, limit=2, cursor=page["next"]).json()
        listed += page["events"]
    assert listed == told["events"]
    assert service.get("alice", path, height=heights[1]).json()["events"] == told["events"][:-3]
    assert service.get(SUPERVISOR, path).json()["events"] == told["events"]
    hidden, nothing = service.get("bob", path), service.get("bob", f"{path}-none")
    assert hidden.status_code == nothing.status_code == 404
    assert hidden.json() | {"request": ""} == nothing.json() | {"request": ""}


@pytest.mark.parametrize(
    "query",
    [
        {"table": "no/table"},
        {"table": HOLDINGS, "free": "900"},
        {"table": HOLDINGS, "/0": "x"},
        {"table": HOLDINGS, "account": "x" * 201},
        {"table": HOLDINGS, "limit": 0},
        {"table": HOLDINGS, "limit": 101, "proof": "true"},
        {"table": HOLDINGS, "height": -1},
        {"table": HOLDINGS, "cursor": "nonsense"},
        {"table": HOLDINGS, "cursor": "WzEsMSwwLDAsMCwiMCJd"},
        {"table": HOLDINGS, **{f"/{number}": "x" for number in range(1, 11)}},
        {},
    ],
)
def test_what_cannot_be_asked_is_said_to_be_so(service: Served, query: dict[str, Any]) -> None:
    """400, with what would be right."""
    assert service.get("alice", LIST, **query).status_code == 400


def test_a_cursor_belongs_to_its_question_and_to_who_asked(service: Served) -> None:
    """With another table, another height, or in another's hands it is refused."""
    service.get("alice", LIST, table=HOLDINGS, at_least=service.node.height)
    cursor = service.get(SUPERVISOR, LIST, table=HOLDINGS, limit=1).json()["next"]
    assert service.get(SUPERVISOR, LIST, table=HOLDINGS, cursor=cursor, limit=7).status_code == 200
    for name, query in (
        (SUPERVISOR, {"table": "parties/party"}),
        (SUPERVISOR, {"table": HOLDINGS, "height": 0}),
        (SUPERVISOR, {"table": HOLDINGS, "account": "alice-1"}),
        ("alice", {"table": HOLDINGS}),
    ):
        assert service.get(name, LIST, **query, cursor=cursor).status_code == 400


def test_a_cursor_that_is_made_up_tells_nothing(service: Served) -> None:
    """Of another's account or record it is answered as of one that is not there; of one's own it is as good as told."""
    service.get("alice", LIST, table=HOLDINGS, at_least=service.node.height)
    query = {"table": HOLDINGS, "limit": 1}
    told = service.get("alice", LIST, **query).json()["next"]
    height, now, owner, name, record, mark = json.loads(base64.urlsafe_b64decode(told + "=" * (-len(told) % 4)))
    assert (owner, record) == ("alice-1", f"{HOLDINGS}/alice-1/{SHARES}")

    def answered(*made: Any) -> tuple[int, Any]:
        cursor = base64.urlsafe_b64encode(json.dumps(made).encode()).decode().rstrip("=")
        answer = service.get("alice", LIST, **query, cursor=cursor)
        return answer.status_code, answer.json() | {"request": ""}

    assert answered(height, now, owner, name, record, mark)[0] == 200
    nothing = answered(height, now, owner, name, f"{HOLDINGS}/none/{SHARES}", mark)
    assert nothing[0] == 400
    assert answered(height, now, owner, name, f"{HOLDINGS}/bob-1/{SHARES}", mark) == nothing
    assert answered(height, now, "bob-1", name, "", mark) == answered(height, now, "none", name, "", mark) == nothing
    assert answered(height, now, owner, 7, "", mark) == nothing
    assert answered(height, 10**9, owner, name, record, mark)[0] == 200
    assert answered(10**9, now, owner, name, record, mark)[0] == 400


def test_no_field_is_called_as_what_a_question_has_beside() -> None:
    """Else records could not be asked for it."""
    assert not [table for table, names in tables().items() if row_pages.ASIDE & {*names}]


def test_what_is_handed_in_shows_without_at_least(service: Served) -> None:
    """Rows follow by themselves: the feed is told of every block."""
    sent = paid(service.node, service.key("alice"), 31)
    [answer] = service.hand_in("alice", sent).json()["transactions"]
    service.running.rows[service.node.chain].reached(answer["height"]).result()
    assert service.get("bob", LIST, table=HOLDINGS).json()["at"]["height"] >= answer["height"]
