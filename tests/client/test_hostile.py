# SPDX-License-Identifier: Apache-2.0
"""Services that answer garbage, about something else, or against what they said before: nothing of it is believed."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import httpx
import msgspec
import pytest

from counterfoil.client import NoAnswer, NotBelieved, NotFound, ServiceFailed, calls
from counterfoil.client.steps import ANSWER_MAX
from counterfoil.client.transactions import SignedTransaction
from counterfoil.evidence.header import NO_PARENT, Header, Protocol, header_hash
from counterfoil.evidence.record import state_key
from counterfoil.evidence.seal import seal_header
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import ChainId, Height, HexHash, RecordPath, Timestamp
from support import authmap_twin
from support.fake_node import CHAIN, GENESIS, TRANSFER, FakeNode, Said, handed, json_answer, problem

TRANSACTIONS: Final = f"/chains/{CHAIN}/transactions"
PATH: Final = "parties/key/1"
VALUE: Final = {"key": "k", "party": "alice", "scheme": "ed25519"}
SEALER: Final = PrivateKey(seed=b"seal" + bytes(28))

Change = Callable[[dict[str, Any]], None]


def changed(fake: FakeNode, change: Callable[[list[dict[str, Any]]], Any]) -> Callable[[httpx.Request], Said]:
    """Answers to transactions, spoilt."""

    def handler(request: httpx.Request) -> Said:
        done = [fake.done(SignedTransaction(one)) for one in handed(request)]
        told = change(done)
        return json_answer({"at": fake.at(), "transactions": done if told is None else told})

    return handler


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda done: done[0].update(transaction="c" * 64), "an answer about c"),
        (lambda done: done[0].update(transaction=None), "an answer about None"),
        (lambda done: done[0].update(height=99), "block 99, and the last is 10"),
        (lambda done: done[0].update(height=None), "block None"),
        (lambda done: done[0].update(outcome=101), "with the outcome 101"),
        (lambda done: done[0].update(status="rejected"), "rejected, with the outcome 0"),
        (lambda done: done + done, "2 answers to 1"),
        (lambda _: [], "0 answers to 1"),
        (lambda done: done[0].update(status="perhaps"), "cannot be read"),
        (lambda done: done[0].update(height="7"), "cannot be read"),
    ],
    ids=["other", "nobody", "ahead", "nowhere", "outcome", "rejected", "twice", "none", "status", "type"],
)
def test_an_answer_is_about_what_was_handed_in(ask: Any, fake: FakeNode, spoil: Any, told: str) -> None:
    """Another's answer, a block that is not there, words that disagree: the program is not told that it is done."""
    fake.always[TRANSACTIONS] = changed(fake, spoil)
    with pytest.raises(ServiceFailed, match=told):
        ask().holdings.transfer(**TRANSFER)


def test_answers_that_changed_places_are_seen(ask: Any, fake: FakeNode) -> None:
    """Of a batch each answer is compared with its own transaction."""
    fake.always[TRANSACTIONS] = changed(fake, lambda done: done[::-1])
    with pytest.raises(ServiceFailed, match="an answer about"):
        list(ask().stream([calls.holdings.transfer(**TRANSFER)] * 2))


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"<html>welcome</html>", b"{", b"[]", b"null", b'{"chains": 3}', b"\xff\xfe"),
        *(b"[" * 100_000, b'{"chains":[{}]}'),
    ],
    ids=lambda body: body[:12].decode(errors="replace"),
)
def test_garbage_is_said_to_be_garbage(ask: Any, fake: FakeNode, body: bytes) -> None:
    """No traceback of a decoder: an error of ours, which says what was asked."""
    fake.always["/chains"] = lambda _: Said(200, {"content-type": "application/json"}, [body])
    with pytest.raises(ServiceFailed, match="GET /chains: the answer cannot be read"):
        ask().status()


def test_an_answer_without_an_end_is_not_read_to_it(ask: Any, fake: FakeNode) -> None:
    """Reading ends at the bound, and nothing is kept."""
    part = bytes(1_048_576)
    fake.always["/chains"] = lambda _: Said(200, {}, [part] * (ANSWER_MAX // len(part) + 10))
    with pytest.raises(ServiceFailed, match=f"more than {ANSWER_MAX} bytes"):
        ask().status()
    assert len(fake.asked) == 1


def test_an_answer_that_comes_bit_by_bit_is_not_waited_for(ask: Any, fake: FakeNode) -> None:
    """Each part comes before anybody's patience ends, and the whole never: the client says so in its time."""

    def parts() -> Iterator[bytes]:
        while True:
            fake.around.sleep(0.4)
            yield b" "

    fake.always["/chains"] = lambda _: Said(200, {}, parts())
    with pytest.raises(NoAnswer, match="too slowly"):
        ask(patience_s=4).status()


def test_what_is_packed_is_not_unpacked(ask: Any, fake: FakeNode) -> None:
    """Nobody asked for it; it could come to any length."""
    fake.always["/chains"] = lambda _: Said(200, {"content-encoding": "gzip"}, [b"x"])
    with pytest.raises(ServiceFailed, match="packed"):
        ask(patience_s=1).status()
    assert fake.asked[0].headers["accept-encoding"] == "identity"


def test_nobody_is_followed_elsewhere(ask: Any, fake: FakeNode) -> None:
    """What is signed is for the service that was named."""
    fake.always["/chains"] = lambda _: Said(307, {"location": "http://elsewhere.example/chains"})
    with pytest.raises(ServiceFailed, match="307"):
        ask().status()
    assert {one.url.host for one in fake.asked} == {"node.example"}


def test_a_chain_does_not_become_another(ask: Any, fake: FakeNode) -> None:
    """Genesis and headers are the same for ever."""
    ledger = ask()
    ledger.status()
    fake.first["/chains"] = [json_answer({"chains": [fake.status(genesis="e" * 64)]})]
    with pytest.raises(NotBelieved, match=f"had the genesis {GENESIS}"):
        ledger.status()
    fake.first["/chains"] = [json_answer({"chains": [fake.status(header="d" * 64)]})]
    with pytest.raises(NotBelieved, match="two headers of block 10"):
        ledger.status()


class OneRecord:
    """A record under a state root in a sealed header, as a service tells it; parts of it are spoilt by tests."""

    def __init__(self, fake: FakeNode) -> None:
        self.bytes = msgspec.json.encode(VALUE, order="sorted")
        self.proof, self.state = proved(PATH, self.bytes)
        self.told: dict[str, Any] = {
            "at": fake.at() | {"state": self.state},
            "record": PATH,
            "value": VALUE,
            "bytes": self.bytes.decode(),
            "proof": self.proof,
        }
        header = header_of(self.state, fake.height)
        seal = seal_header(header.encode(), SEALER)
        self.block: dict[str, Any] = {
            "at": fake.at(),
            "header": header,
            "hash": to_hex(header_hash(header.encode())),
            "bytes": header.encode().decode(),
            "seal": seal.encode().decode(),
            "published": False,
        }
        fake.always[f"/chains/{CHAIN}/records/{PATH}"] = lambda _: json_answer(self.told)
        fake.always[f"/chains/{CHAIN}/blocks/{fake.height}"] = lambda _: json_answer(self.block)
        fake.always["/chains"] = lambda _: json_answer({"chains": [fake.status(header=self.block["hash"])]})


def header_of(state: HexHash, height: int) -> Header:
    return Header(
        ancestors=NO_PARENT,
        chain=ChainId(CHAIN),
        events=NO_PARENT,
        height=Height(height),
        parent=NO_PARENT,
        protocol=Protocol(features=(), version=1),
        state=state,
        time=Timestamp(1),
        transactions=NO_PARENT,
    )


def proved(path: str, value: bytes) -> tuple[Any, HexHash]:
    """A record's proof, and the root that it leads to."""
    key, other = state_key(RecordPath(path)), state_key(RecordPath("parties/key/other"))
    leaves: dict[bytes, bytes] = {key: digest(value), other: digest(b"other")}
    return authmap_twin.proof(leaves, key), HexHash(authmap_twin.subtree_hash(leaves).hex())


def test_a_record_that_is_told_rightly_is_believed(ask: Any, fake: FakeNode) -> None:
    """So the rows below mean something."""
    OneRecord(fake)
    record = ask().record(PATH, proof=True)
    assert (record.value.party, record.checked) == ("alice", "root")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda one: one.told.update(record="parties/key/2"), "where parties/key/1 was asked for"),
        (lambda one: one.told.update(value={**VALUE, "party": "bob"}), "not what its bytes say"),
        (lambda one: one.told.update(value={"quantity": 5}), "no record of parties/key"),
        (lambda one: one.told.pop("proof"), "no proof"),
        (lambda one: one.told.pop("bytes"), "no proof"),
        (lambda one: forge(one), "does not lead"),
        (lambda one: one.told["at"].update(state="9" * 64), "no proof that leads"),
        (lambda one: one.told["at"].update(chain="otc"), "of otc at 10"),
        (lambda one: one.block.update(hash="9" * 64), "not the one that its hash names"),
        (lambda one: one.block.update(header=header_of(HexHash("9" * 64), 10)), "not the one that its hash names"),
        (lambda one: one.block.update(bytes="{}"), "block 10 of main"),
        (lambda one: one.block.update(seal="{}"), "block 10 of main"),
        (lambda one: replace_header(one, 11), "it is block 11"),
    ],
)
def test_a_record_that_is_told_otherwise_is_not(ask: Any, fake: FakeNode, spoil: Any, told: str) -> None:
    """Value, bytes, proof, root, header, hash, seal, height: each belongs to the others."""
    one = OneRecord(fake)
    ledger = ask()
    spoil(one)
    with pytest.raises(ServiceFailed, match=told):
        ledger.record(PATH, proof=True)


def test_a_record_that_is_proved_not_to_be_there(ask: Any, fake: FakeNode) -> None:
    """Whoever would see it is shown that it is not; a proof of something else, or to another root, is not believed."""
    one = OneRecord(fake)
    leaves: dict[bytes, bytes] = {state_key(RecordPath(name)): digest(b"x") for name in (PATH, "parties/key/3")}
    absence = authmap_twin.proof(leaves, state_key(RecordPath("parties/key/2")))
    one.state = HexHash(authmap_twin.subtree_hash(leaves).hex())
    replace_header(one, fake.height)
    shown = {"at": fake.at() | {"state": one.state}, "record": "parties/key/2", "proof": absence}
    where = f"/chains/{CHAIN}/records/parties/key/2"
    for more, checked in ((shown, "root"), ({}, "told")):
        fake.first[where] = [problem(404, "not-found", **more)]
        with pytest.raises(NotFound) as told:
            ask().record("parties/key/2", proof=True)
        assert told.value.checked == checked
    present = authmap_twin.proof(leaves, state_key(RecordPath(PATH)))
    for wrong in ({"proof": present}, {"record": PATH}, {"at": fake.at()}, {"proof": 5}):
        fake.first[where] = [problem(404, "not-found", **(shown | wrong))]
        with pytest.raises(NotBelieved):
            ask().record("parties/key/2", proof=True)


def test_another_header_than_before_is_not_believed(ask: Any, fake: FakeNode) -> None:
    """Even where all of it agrees with itself: the block had another hash."""
    one = OneRecord(fake)
    ledger = ask()
    ledger.record(PATH, proof=True)
    forge(one)
    one.proof, one.state = proved(PATH, one.told["bytes"].encode())
    one.told.update(proof=one.proof, at=fake.at() | {"state": one.state})
    replace_header(one, fake.height)
    with pytest.raises(NotBelieved, match="two headers of block 10"):
        ledger.record(PATH, proof=True)


def forge(one: OneRecord) -> None:
    """Say that the key is another's, in value and bytes alike."""
    value = {**VALUE, "party": "mallory"}
    one.told.update(value=value, bytes=msgspec.json.encode(value, order="sorted").decode())


def replace_header(one: OneRecord, height: int) -> None:
    header = header_of(one.state, height)
    seal = seal_header(header.encode(), SEALER).encode().decode()
    hash_ = to_hex(header_hash(header.encode()))
    one.block.update(header=header, bytes=header.encode().decode(), hash=hash_, seal=seal)


def page(fake: FakeNode, *paths: str, following: str | None = None, **other: Any) -> Said:
    encoded = msgspec.json.encode(VALUE, order="sorted").decode()
    rows = [{"record": path, "value": VALUE, "bytes": encoded} for path in paths]
    return json_answer({"at": fake.at(), "records": rows, "next": following, **other})


def test_lists_are_read_page_by_page(ask: Any, fake: FakeNode) -> None:
    """Typed, with the question repeated and the cursor of the page before; as of one block."""
    where = f"/chains/{CHAIN}/records"
    fake.first[where] = [page(fake, PATH, following="c1"), page(fake, following="c2"), page(fake, "parties/key/2")]
    found = list(ask().records("parties/key", party="alice", limit=1))
    assert [(one.path, one.value.party) for one in found] == [(PATH, "alice"), ("parties/key/2", "alice")]
    asked = [dict(one.url.params) for one in fake.asked if one.url.path == where]
    assert [one.pop("cursor", None) for one in asked] == [None, "c1", "c2"]
    assert asked[0] == asked[1] == {"table": "parties/key", "party": "alice", "limit": "1"}


@pytest.mark.parametrize(
    ("second", "told"),
    [
        (lambda fake: page(fake, following="c1"), "leads to itself"),
        (lambda fake: page(fake, "holdings/holding/a/b"), "among those of parties/key"),
        (lambda fake: page(fake, at=fake.at() | {"height": 11}), "where the first was as of"),
    ],
    ids=["circle", "table", "height"],
)
def test_pages_belong_together(ask: Any, fake: FakeNode, second: Any, told: str) -> None:
    """A page that leads to itself, records of another table, another height: none of it is handed on."""
    fake.first[f"/chains/{CHAIN}/records"] = [page(fake, PATH, following="c1"), second(fake)]
    with pytest.raises(NotBelieved, match=told):
        list(ask().records("parties/key"))


def test_what_is_asked_for_is_known(ask: Any, fake: FakeNode) -> None:
    """A table, a field and a path that there is not are told before anything is sent; what is not there is NotFound."""
    ledger = ask(chain=CHAIN)
    with pytest.raises(InputError, match="no table 'parties/kee'"):
        list(ledger.records("parties/kee"))
    with pytest.raises(InputError, match=r"no field 'partie' .*known: key, party, scheme"):
        list(ledger.records("parties/key", partie="alice"))
    with pytest.raises(InputError, match="no path of a record"):
        ledger.record("nothing/here/1")
    assert fake.asked == []
    with pytest.raises(NotFound):
        ledger.record(PATH)
