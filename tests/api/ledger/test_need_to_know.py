# SPDX-License-Identifier: Apache-2.0
"""Who is heard, and what each is told: a member its own, a supervisor all, and of another's not that it is there."""

import base64
from pathlib import Path
from typing import Final

from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.law.call import Call
from counterfoil.modules.holdings.calls import Transfer
from counterfoil.modules.parties.calls import OpenAccount, RegisterParty, ReinstateParty, RotateKeys, SuspendParty
from counterfoil.modules.parties.records import Control, PartyKind
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.submitting import sign_calls
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import AccountId, PartyId, Quantity
from support.network import CHAIN, SHARES, open_network, run
from support.node_service import CHAIN_PATH, SUPERVISOR, Served, asking, holding, paid, served

NOTHING: Final = f"{CHAIN_PATH}/records/holdings/holding/nobody/{SHARES}"
DOCUMENT: Final = to_hex(digest(b"a document"))


def record(path: str) -> str:
    return f"{CHAIN_PATH}/records/{path}"


def done(service: Served, name: str, *calls: Call) -> str:
    """The identifier of a transaction that was committed."""
    sent = sign_calls(service.node, calls, service.key(name))
    [answer] = service.hand_in(name, sent).json()["transactions"]
    assert answer["status"] == "committed", answer
    return str(answer["transaction"])


def open_account(account: str, holder: str, custodian: str | None = None) -> OpenAccount:
    return OpenAccount(
        account=AccountId(account),
        holder=PartyId(holder),
        outgoing=Control.holder if custodian is None else Control.custodian,
        incoming=Control.nobody,
        custodian=None if custodian is None else PartyId(custodian),
    )


def sees(service: Served, name: str, path: str) -> bool:
    """Whether it is told; where not, byte for byte what it is told of what is not there."""
    answer = service.get(name, path)
    if answer.status_code == 200:
        return True
    nothing = service.get(name, NOTHING)
    assert answer.status_code == nothing.status_code == 404
    assert answer.json() | {"request": ""} == nothing.json() | {"request": ""}
    return False


def test_each_sees_its_own_and_a_supervisor_all(service: Served) -> None:
    """Records and transactions: of another's it is not even told that there is one."""
    alone = done(service, "alice", open_account("alice-2", "alice"))
    own = [
        holding("alice"),
        record("parties/party/alice"),
        record("parties/account/alice-2"),
        record(f"parties/key/{service.key('alice').keyid}"),
        f"{CHAIN_PATH}/transactions/{alone}",
    ]
    for path in own:
        assert sees(service, "alice", path), path
        assert sees(service, SUPERVISOR, path), path
        assert not sees(service, "bob", path), path
    for path in (record("holdings/supply/none"), record("nothing"), record("parties/party"), record("a/b/c")):
        assert not sees(service, "alice", path), path
    assert not sees(service, "alice", f"{CHAIN_PATH}/transactions/{'0' * 64}")
    assert not sees(service, "alice", f"{CHAIN_PATH}/transactions/nonsense")


def test_whoever_keeps_an_account_sees_it(service: Served) -> None:
    """Its custodian, and what moves there; the issuer sees its instrument, and no holdings."""
    opened = done(service, "bank", open_account("alice-3", "alice", "bank"))
    for name in ("alice", "bank"):
        assert sees(service, name, record("parties/account/alice-3"))
        assert sees(service, name, f"{CHAIN_PATH}/transactions/{opened}")
    assert not sees(service, "bob", record("parties/account/alice-3"))
    assert sees(service, "issuer", record(f"instruments/instrument/{SHARES}"))
    assert not sees(service, "issuer", holding("alice"))
    assert not sees(service, "bank", holding("alice"))


def test_of_anothers_transaction_one_sees_the_calls_that_name_one(service: Served) -> None:
    """Of two transfers signed by alice bob sees his, and that there is one more; of its events likewise."""
    done(service, "bank", open_account("bank-1", "bank"))
    calls = [
        Transfer(sender=AccountId("alice-1"), receiver=AccountId(to), instrument=SHARES, quantity=Quantity(quantity))
        for to, quantity in (("bob-1", 1), ("bank-1", 2))
    ]
    path = f"{CHAIN_PATH}/transactions/{done(service, 'alice', *calls)}"
    for name, numbers in (("alice", [0, 1]), ("bob", [0]), ("bank", [1]), (SUPERVISOR, [0, 1])):
        shown = service.get(name, path).json()
        assert [one["number"] for one in shown["calls"]] == numbers, name
        assert shown["calls_not_shown"] == 2 - len(numbers)
        assert {one["data"]["quantity"] for one in shown["caused"] if one["type"] == "holdings.transferred"} == {
            number + 1 for number in numbers
        }


def test_events_are_those_that_one_may_see(service: Served) -> None:
    """Alice's feed holds no event of bob's alone; the supervisor's holds every event of the chain."""
    done(service, "bob", open_account("bob-2", "bob"))
    feeds = {
        name: [(one["height"], one["index"]) for page in service.pages(name, 100) for one in page]
        for name in ("alice", "bob", SUPERVISOR)
    }
    reader = service.node.reader
    every = [(height, at) for height in range(reader.height + 1) for at in range(len(reader.events(height)))]
    assert feeds[SUPERVISOR] == every[: len(feeds[SUPERVISOR])]
    assert len(feeds[SUPERVISOR]) >= len(every) - 1
    assert set(feeds["alice"]) - set(feeds["bob"]) and set(feeds["bob"]) - set(feeds["alice"])
    assert set(feeds["alice"]) | set(feeds["bob"]) < set(every)


def test_a_word_that_is_a_partys_name_shows_it_nothing(root: Path) -> None:
    """A party called as a status is written sees no record that has the status: types of fields name, not values."""
    with open_network(root) as network:
        key = network.keyring.create("active")
        call = RegisterParty(
            party=PartyId("active"),
            registrar=DEPOSITORY,
            kind=PartyKind.organisation,
            name="Active",
            roles=(),
            keys=single_key_policy(key),
        )
        run(network.chain(CHAIN), [call], network.keyring.get(DEPOSITORY))
    with served(root) as service:
        assert service.get(SUPERVISOR, record("parties/account/bob-1")).json()["value"]["status"] == "active"
        assert not sees(service, "active", record("parties/account/bob-1"))
        assert sees(service, "active", record("parties/party/active"))


def test_the_ledger_says_whose_a_key_is(service: Served) -> None:
    """A stranger's is nobody's; a new key is heard from its block on, and the one before no more."""
    old, new = service.key("alice"), PrivateKey(seed=b"new" + bytes(29))
    path = record("parties/party/alice")
    for stranger in (new, PrivateKey(seed=b"stranger" + bytes(24))):
        with asking(service.url, stranger) as client:
            assert client.get(path).json()["type"] == "urn:counterfoil:problem:unknown-key"
    rotated = sign_calls(service.node, [RotateKeys(party=PartyId("alice"), keys=single_key_policy(new))], old)
    answer = service.hand_in("bob", rotated).json()
    assert answer["transactions"][0]["status"] == "committed", answer
    with asking(service.url, new) as client:
        assert client.get(path).status_code == 200
    with asking(service.url, old) as client:
        assert client.get(path).status_code == 401


def test_who_is_suspended_is_not_heard(service: Served) -> None:
    """From the block on in which a supervisor said so, until it is lifted."""
    said = {"party": PartyId("bob"), "by": PartyId(SUPERVISOR), "reference": "order 1", "document": DOCUMENT}
    done(service, SUPERVISOR, SuspendParty(**said))
    answer = service.get("bob", holding("bob"))
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:counterfoil:problem:suspended")
    assert service.hand_in("bob", paid(service.node, service.key("alice"))).status_code == 403
    done(service, SUPERVISOR, ReinstateParty(**said))
    assert sees(service, "bob", holding("bob"))


def test_nothing_secret_is_in_the_log(root: Path) -> None:
    """A line says who asked for which path; neither what was sent nor what was answered, nor a signature."""
    with served(root) as service:
        sent = paid(service.node, service.key("alice"), 31)
        service.hand_in("alice", sent)
        service.get("alice", f"{CHAIN_PATH}/events", **{"from": "0.0", "limit": 7})
    # A line is written when its answer has been sent: all are there when the service has ended.
    told = repr(service.lines)
    assert [line.party for line in service.lines] == ["alice", "alice"]
    assert "limit" not in told
    assert base64.b64encode(sent).decode() not in told
    assert "signature" not in told.lower()
