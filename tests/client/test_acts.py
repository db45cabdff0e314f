# SPDX-License-Identifier: Apache-2.0
"""Acts, drafts, rehearsals and batches against a node that serves over a socket, by both clients."""

from pathlib import Path
from typing import Any

import pytest

from counterfoil.client import (
    NotAllowed,
    NotBelieved,
    NotCommitted,
    NotFound,
    NotPublished,
    RemoteSigner,
    SignaturesMissing,
    SignedTransaction,
    calls,
)
from counterfoil.identity.keyfile import generate_key, write_key
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import Holding
from counterfoil.node.layout import Layout
from counterfoil.primitives.errors import InputError, KeyFileError
from support.both_clients import client_of
from support.network import CHAIN, SHARES
from support.node_service import SUPERVISOR, Served, paid

HOLDING = f"holdings/holding/bob-1/{SHARES}"
TOO_MANY = 10**9


def move(quantity: int, sender: str = "alice", receiver: str = "bob") -> dict[str, Any]:
    return {"sender": f"{sender}-1", "receiver": f"{receiver}-1", "instrument": SHARES, "quantity": quantity}


def test_five_lines_move_shares(connect: Any, service: Served) -> None:
    """A key file, an act by its name, an answer with its block; what it did is there, and the receiver sees it."""
    alice, bob = connect("alice"), connect("bob")
    done = alice.holdings.transfer(**move(7))
    assert done.committed and done.height is not None and done.chain == CHAIN
    record = bob.record(HOLDING)
    assert isinstance(record.value, Holding) and record.value.free == 107
    shown = bob.transaction(done)
    assert (shown.transaction, shown.by, shown.caused[0].data["quantity"]) == (done.transaction, ("alice",), 7)


def test_what_a_rehearsal_foretells_is_not_ordered(connect: Any) -> None:
    """The outcome, what it is about and what would be right; nothing of it stands on the ledger."""
    ledger = connect("alice")
    with pytest.raises(NotCommitted, match=r"SSE\.600000 free") as told:
        ledger.holdings.transfer(**move(TOO_MANY))
    outcome = HoldingsOutcome.insufficient_free_quantity
    assert (told.value.outcome, told.value.name, told.value.zh) == (outcome, outcome.name, outcome.chinese)
    assert "transaction.rejected" not in {one.type for one in ledger.events()}


def test_unrehearsed_it_is_rejected_in_a_block(connect: Any) -> None:
    """Whoever spares the rehearsal has the answer for ever, and a second act is another intent."""
    ledger = connect("alice", rehearse=False)
    with pytest.raises(NotCommitted) as told:
        ledger.holdings.transfer(**move(TOO_MANY))
    assert (told.value.done.status, told.value.done.call) == ("rejected", 0)
    assert ledger.holdings.transfer(**move(1)).transaction != ledger.holdings.transfer(**move(1)).transaction


def test_what_others_sign_goes_round_as_a_file(connect: Any, service: Served, tmp_path: Path) -> None:
    """Whose signature is missing is told, nothing was ordered; signed elsewhere and handed in by anybody it is."""
    alice, anybody = connect("alice"), connect(SUPERVISOR)
    with pytest.raises(SignaturesMissing, match=r"still to sign are bob") as told:
        alice.submit(calls.holdings.transfer(**move(3)), calls.holdings.transfer(**move(2, "bob", "alice")))
    assert told.value.missing == {"bob": 1}
    told.value.transaction.save(tmp_path / "half.json")
    half = SignedTransaction.read(tmp_path / "half.json")
    assert half.payload.by == ("alice", "bob") and [one.quantity for one in half.calls] == [3, 2]
    assert not anybody.rehearse(half).complete
    whole = half.sign(service.key("bob"))
    assert anybody.rehearse(whole).would_commit
    done = anybody.submit(whole)
    assert done.committed and done.events == 2
    assert anybody.submit(whole) == done


def test_calls_of_one_transaction_succeed_together(connect: Any) -> None:
    """The second is refused, and the first did nothing."""
    ledger = connect("alice")
    free = ledger.record(f"holdings/holding/alice-1/{SHARES}").value.free
    with pytest.raises(NotCommitted):
        ledger.submit(calls.holdings.transfer(**move(1)), calls.holdings.transfer(**move(TOO_MANY)), rehearse=False)
    assert ledger.record(f"holdings/holding/alice-1/{SHARES}").value.free == free


def test_a_draft_is_signed_later(connect: Any, service: Served) -> None:
    """Nobody signed it yet, and it says what it asks; with signatures it is handed in."""
    ledger = connect("alice")
    before = ledger.status().height
    draft = ledger.draft(calls.holdings.transfer(**move(4)), valid_for=20)
    assert draft.signed_by == () and before + 20 <= draft.payload.valid_until <= ledger.status().height + 20
    assert ledger.rehearse(draft).missing == {"alice": 1}
    with pytest.raises(NotCommitted) as told:
        ledger.submit(draft)
    assert told.value.outcome == MachineOutcome.bad_signature
    assert ledger.submit(draft.sign(service.key("alice"))).committed


def test_transactions_are_those_of_the_command_line(connect: Any, service: Served) -> None:
    """Bytes that `counterfoil sign` makes are read, and those that are saved here are the same."""
    data = paid(service.node, service.key("alice"), 5)
    made = SignedTransaction(data)
    assert made.data == data and made.payload.by == ("alice",)
    assert connect("bob").submit(made).transaction == made.id


def test_a_rehearsal_of_calls_says_whose_consent_is_needed(connect: Any) -> None:
    """Before anybody signs; and in whose names may be said."""
    ledger = connect("alice")
    told = ledger.rehearse(calls.holdings.transfer(**move(7)))
    assert (told.status, told.complete, told.missing) == ("would_be_committed", False, {"alice": 1})
    assert told.happens[0]["type"] == "holdings.transferred"
    others = ledger.rehearse(calls.holdings.transfer(**move(7, "bob", "alice")), by=["bob"])
    assert (others.status, others.waits_for) == ("withheld", ("bob",))


def test_a_key_that_is_elsewhere_signs(kind: str, service: Served) -> None:
    """What signs is a function; one that answers nonsense is found out before anything is sent."""
    alice = service.key("alice")
    with client_of(kind, service.url, key=RemoteSigner(alice.public, alice.sign)) as ledger:
        assert ledger.holdings.transfer(**move(1)).committed
    with (
        client_of(kind, service.url, key=RemoteSigner(alice.public, lambda _: bytes(64))) as ledger,
        pytest.raises(InputError, match="no signature of this key"),
    ):
        ledger.holdings.transfer(**move(1))


def test_encrypted_key_files_ask_for_their_passphrase(kind: str, service: Served, tmp_path: Path) -> None:
    """A text, or a function of the file; without one the error says what is lacking."""
    file = tmp_path / "alice.key"
    write_key(file, service.key("alice"), "open sesame", scrypt_n=2**4)
    asked: list[Path] = []

    def passphrase(path: Path) -> str:
        asked.append(path)
        return "open sesame"

    for given in ("open sesame", passphrase):
        with client_of(kind, service.url, key=file, passphrase=given) as ledger:
            assert ledger.status().chain == CHAIN
    assert asked == [file]
    with pytest.raises(KeyFileError, match="passphrase"), client_of(kind, service.url, key=str(file)):
        pass


def test_whoever_may_not_see_is_told_as_much(connect: Any, kind: str, service: Served) -> None:
    """Another's record is not there; a stranger is not heard; a reader without a key cannot act."""
    with pytest.raises(NotFound) as told:
        connect("alice").record(HOLDING)
    assert told.value.status == 404
    with client_of(kind, service.url, key=generate_key()) as stranger, pytest.raises(NotAllowed):
        stranger.status()
    with client_of(kind, service.url) as nobody, pytest.raises(InputError, match="no key signs"):
        nobody.holdings.transfer(**move(1))


def test_a_proof_leads_to_a_header_that_is_sealed(connect: Any, service: Served, tmp_path: Path) -> None:
    """With a trust file down to the seal, without one to the header; a trust file of another chain is not believed."""
    trust = Layout(service.root).trust
    assert connect("bob").record(HOLDING).checked == "told"
    assert connect("bob").record(HOLDING, proof=True).checked == "root"
    assert connect("bob", trust=trust).record(HOLDING, proof=True).checked == "seal"
    genesis = service.node.reader.genesis_hash
    other = trust.read_text().replace(genesis, "f" * 64)
    with pytest.raises(NotBelieved, match="another chain"):
        connect("bob", trust=other.encode()).record(HOLDING, proof=True)


def test_events_come_in_order_and_go_on_at_a_cursor(connect: Any, service: Served) -> None:
    """Every one that the party sees, once; from a cursor on those after it."""
    service.hand_in("alice", *(paid(service.node, service.key("alice")) for _ in range(5)))
    bob = connect("bob")
    every = list(bob.events())
    pages = [event for page in service.pages("bob", 100) for event in page]
    assert [(one.height, one.event.index, one.type) for one in every] == [
        (one["height"], one["index"], one["type"]) for one in pages
    ]
    assert list(bob.events(since=every[3].cursor)) == every[4:]
    assert list(bob.events(since=every[-1].cursor)) == []
    assert "transferred from account alice-1" in every[-1].sentence and "过户" in every[-1].zh


def test_a_batch_is_answered_at_its_end(connect: Any) -> None:
    """Each call is a transaction of its own; each ticket has its answer, and what failed is raised at the end."""
    ledger = connect("alice")
    with ledger.batch(size=4, outstanding=2) as batch:
        tickets = [batch.holdings.transfer(**move(1)) for _ in range(22)]
    assert batch.committed == 22 and len({one.done.transaction for one in tickets}) == 22
    with pytest.raises(NotCommitted), ledger.batch(size=4) as batch:
        tickets = [batch.holdings.transfer(**move(TOO_MANY if one == 3 else 1)) for one in range(6)]
        assert not tickets[-1].answered
    assert [one.done.committed for one in tickets] == [True, True, True, False, True, True]
    assert [one.outcome for one in batch.failures] == [HoldingsOutcome.insufficient_free_quantity]


def test_a_stream_is_answered_in_order(connect: Any, service: Served) -> None:
    """Calls, several calls together, and what is signed already; committed or not, each in its place."""
    ledger = connect("alice")
    one = calls.holdings.transfer(**move(1))
    signed = ledger.draft(one).sign(service.key("alice"))
    mixed = [one, [one, one], calls.holdings.transfer(**move(TOO_MANY)), signed, one]
    done = list(ledger.stream(iter(mixed * 3), size=2, outstanding=3))
    assert [answer.status for answer in done] == ["committed", "committed", "rejected", "committed", "committed"] * 3
    assert [answer.events for answer in done[:2]] == [1, 2]
    assert {answer.transaction for answer in done[3::5]} == {signed.id}


def test_publication_is_waited_for(connect: Any, service: Served) -> None:
    """A committed block is not published yet; once it is, the chain says up to where."""
    ledger = connect("alice")
    done = ledger.holdings.transfer(**move(1))
    with pytest.raises(NotPublished, match=f"block {done.height}"):
        ledger.wait_published(done, timeout_s=0)
    service.running.publish()
    published = ledger.wait_published(done, timeout_s=0).published
    assert published is not None and done.height is not None and published >= done.height
    assert ledger.block(done.height).published


def test_a_key_that_serves_nobody_is_told(connect: Any) -> None:
    """With such a signature nothing is admitted: said before anything is ordered."""
    with pytest.raises(InputError, match=r"sign for none of alice: .*leave these keys out"):
        connect("alice", "bob", by="alice").holdings.transfer(**move(1))


def test_a_chain_that_is_not_there_is_named(connect: Any) -> None:
    """With those that are."""
    with pytest.raises(InputError, match=r"no chain 'otc' \(it has main\)"):
        connect("alice", chain="otc").holdings.transfer(**move(1))


def test_keys_of_nobody_are_told_before_anything_is_sent(connect: Any, kind: str, service: Served) -> None:
    """The parties that consent are those whose the keys are; a key that is nobody's cannot be heard."""
    stranger = generate_key()
    with (
        client_of(kind, service.url, key=[service.key("alice"), stranger]) as ledger,
        pytest.raises((InputError, NotAllowed)),
    ):
        ledger.holdings.transfer(**move(1))
