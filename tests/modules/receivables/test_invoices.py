# SPDX-License-Identifier: Apache-2.0
"""Invoices in the write path: reserved, promised, freed, and never beyond their amount; what is alike waits for two."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.law.outcome import Refused
from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.receivables.invoices import RESERVATIONS_MAX, Invoice, Loose
from counterfoil.modules.receivables.queries import invoice
from support.vouchers import (
    CORE,
    FACE,
    INVOICES,
    REGISTRY,
    WEEK_MS,
    clear,
    confirm,
    founded,
    print_of,
    promised,
    propose,
    register,
    share,
    standing,
    take_back,
)
from support.vouchers_stage import OnLedger


@pytest.fixture
def stage() -> OnLedger:
    return founded(OnLedger())


def of(stage: OnLedger, name: str = INVOICES[0]) -> Invoice:
    found = invoice(stage.state, REGISTRY, print_of(name))
    assert found is not None
    return found


def drafted(stage: OnLedger, root: str, *shares: tuple[str, int]) -> c.Propose:
    face = sum(amount for _, amount in shares)
    return propose(stage, root, face=face, invoices=tuple(share(*one) for one in shares))


def test_two_vouchers_share_an_invoice_up_to_its_amount(stage: OnLedger) -> None:
    """What is reserved counts, and what is promised; one fen more is refused."""
    first, second = INVOICES[:2]
    promised(stage, "R", face=600_000, invoices=(share(first, 600_000),))
    stage.do(drafted(stage, "S", (first, 300_000), (second, 1)), signed_by="first")
    assert (of(stage).confirmed, of(stage).room(stage.time)) == (600_000, 100_000)
    assert stage.refused(drafted(stage, "T", (first, 100_001)), signed_by="first") == "invoice_exceeded"
    stage.do(drafted(stage, "T", (first, 100_000)), signed_by="first")


@pytest.mark.parametrize("freed", ["refuse", "withdraw", "lapse", "in time"])
def test_a_proposal_that_comes_to_nothing_frees_its_invoice(stage: OnLedger, freed: str) -> None:
    """Refused, withdrawn or lapsed, and also where it has expired and nobody recorded that."""
    stage.do(propose(stage), signed_by="first")
    assert of(stage).room(stage.time) == 0
    ways: dict[str, tuple[Any, str]] = {
        "refuse": (c.Refuse(root="R", reason="not delivered"), CORE),
        "withdraw": (c.Withdraw(root="R"), "first"),
        "lapse": (c.Lapse(root="R"), "rival"),
    }
    if freed in ("lapse", "in time"):
        stage.wait(WEEK_MS)
    if freed in ways:
        call, by = ways[freed]
        stage.do(call, signed_by=by)
        assert of(stage).reserved == ()
    promised(stage, "S")
    assert of(stage).confirmed == FACE


def test_a_reservation_that_has_expired_is_not_confirmed(stage: OnLedger) -> None:
    """Another may have the invoice by then; so the first is refused, whether it has or not."""
    stage.do(propose(stage), signed_by="first")
    stage.do(standing(), c.Prepare(root="R"), signed_by=CORE)
    stage.wait(WEEK_MS)
    promised(stage, "S")
    assert stage.refused(confirm(), signed_by="core-2") == "voucher_too_late"


def test_an_invoice_that_is_like_another_waits_for_two(stage: OnLedger) -> None:
    """The same delivery under another number: proposed, and not confirmed before registry and another cleared it."""
    stage.do(register("a", FACE, "without number"), register("b", FACE, "without number"), signed_by="registry")
    assert of(stage, "b").alike == print_of("a")
    stage.do(propose(stage, invoices=(share("b"),)), signed_by="first")
    stage.do(standing(), c.Prepare(root="R"), signed_by=CORE)
    assert stage.refused(confirm(), signed_by="core-2") == "invoice_alerted"
    assert stage.refused(clear("b", checker="registry"), signed_by="registry") == "role_missing"
    assert stage.refused(clear("b"), signed_by="registry") == "not_authorised"
    stage.do(clear("b"), signed_by="registry supervisor")
    assert of(stage, "b").cleared_by == ("registry", "supervisor")
    stage.do(confirm(), signed_by="core-2")
    assert stage.refused(clear("b"), signed_by="registry supervisor") == "nothing_to_clear"


def test_what_was_registered_wrongly_is_registered_rightly(stage: OnLedger) -> None:
    """Nobody promises on it meanwhile; its record says how often it was registered, and its trail the reason."""
    stage.do(register("x", 2 * FACE, buyer="rival"), signed_by="registry")
    assert stage.refused(register("x"), signed_by="registry") == "invoice_registered_before"
    stage.do(take_back("x"), signed_by="registry")
    assert stage.refused(propose(stage, invoices=(share("x"),)), signed_by="first") == "invoice_withdrawn"
    stage.do(register("x"), signed_by="registry")
    found = of(stage, "x")
    assert (found.amount, found.buyer, found.registrations, found.withdrawn) == (FACE, CORE, 2, False)
    promised(stage, invoices=(share("x"),))
    assert stage.refused(take_back("x"), signed_by="registry") == "invoice_in_use"


def test_what_is_reserved_or_promised_is_not_withdrawn(stage: OnLedger) -> None:
    """Until it is free again: the proposal is over or has expired, the voucher cancelled, and not paid in part."""
    stage.do(propose(stage), signed_by="first")
    assert stage.refused(take_back(INVOICES[0]), signed_by="registry") == "invoice_in_use"
    stage.wait(WEEK_MS)
    # It has expired, and nobody recorded that; what lapses afterwards finds nothing to free.
    stage.do(take_back(INVOICES[0]), register(INVOICES[0]), signed_by="registry")
    promised(stage, "S")
    stage.do(c.Lapse(root="R"), signed_by="rival")
    assert (of(stage).confirmed, of(stage).reserved) == (FACE, ())
    stage.do(lc.CancelLot(lot="S-0"), signed_by=f"{CORE} first")
    stage.do(take_back(INVOICES[0]), signed_by="registry")
    assert of(stage).withdrawn


def test_withdrawing_sheds_no_alert(stage: OnLedger) -> None:
    """Of two that are alike one is promised: the other, registered once more, is like it still, whichever was first."""
    stage.do(register("a", FACE, "l"), register("b", FACE, "l"), take_back("a"), signed_by="registry")
    stage.do(clear("b"), signed_by="registry supervisor")
    promised(stage, invoices=(share("b"),))
    for _ in range(2):
        stage.do(register("a", FACE, "l"), signed_by="registry")
        assert of(stage, "a").alike == print_of("b") and of(stage, "a").alerted
        stage.do(take_back("a"), signed_by="registry")
    # Nor by leaving out now what was said of it before.
    stage.do(register("a"), signed_by="registry")
    assert of(stage, "a").alerted
    stage.do(propose(stage, "S", invoices=(share("a"),)), standing("S"), signed_by=f"first {CORE}")
    stage.do(c.Prepare(root="S"), signed_by=CORE)
    assert stage.refused(confirm("S"), signed_by="core-2") == "invoice_alerted"


def test_a_corrected_invoice_is_not_alerted_against_the_wrong_one(stage: OnLedger) -> None:
    """The wrong one is withdrawn and the right one registered: it is promised at once, the wrong one never beside."""
    stage.do(register("wrong", FACE, "l", "m"), take_back("wrong"), register("right", FACE, "l"), signed_by="registry")
    assert of(stage, "right").alike is None
    promised(stage, invoices=(share("right"),))
    stage.do(register("wrong", FACE, "m"), signed_by="registry")
    assert of(stage, "wrong").alike == print_of("right") and of(stage, "wrong").alerted
    stage.do(propose(stage, "S", invoices=(share("wrong"),)), standing("S"), signed_by=f"first {CORE}")
    stage.do(c.Prepare(root="S"), signed_by=CORE)
    assert stage.refused(confirm("S"), signed_by="core-2") == "invoice_alerted"


def test_what_stands_among_many_that_were_withdrawn_is_found(stage: OnLedger) -> None:
    """Neither the first nor the last that had the fingerprint stands, and one between them does."""
    stage.do(*(register(name, FACE, "l") for name in "abc"), signed_by="registry")
    stage.do(take_back("a"), take_back("c"), signed_by="registry")
    stage.do(register("d", FACE, "l"), signed_by="registry")
    assert of(stage, "d").alerted
    stage.do(take_back("d"), take_back("b"), register("e", FACE, "l"), signed_by="registry")
    assert not of(stage, "e").alerted


@given(st.lists(st.tuples(st.sampled_from("rw"), st.integers(0, 3)), max_size=20))
def test_one_that_stands_is_found_whatever_was_withdrawn(acts: list[tuple[str, int]]) -> None:
    """What is registered is alike exactly where another that has its loose fingerprint stands."""
    found, standing_now = None, set[str]()
    for act, which in acts:
        name = f"{which}" * 64
        if act == "r" and name not in standing_now:
            found = found or Loose(registry="r", loose="a" * 64, first=name, invoices=0)
            other = found.besides(name)
            assert (other is not None) == bool(standing_now) and other != name
            found = found.had_by(name)
            standing_now.add(name)
        elif act == "w" and found is not None and name in standing_now:
            found = found.withdrawn(name)
            standing_now.discard(name)


def test_what_was_cleared_is_cleared_anew(stage: OnLedger) -> None:
    """Two cleared what was said then, not what is said now."""
    stage.do(register("a", FACE, "l"), register("b", FACE, "l"), signed_by="registry")
    stage.do(clear("b"), signed_by="registry supervisor")
    stage.do(take_back("b"), register("b", FACE + 1, "l"), signed_by="registry")
    assert of(stage, "b").alerted and of(stage, "b").cleared_by == ()


def test_the_face_is_what_its_invoices_say(stage: OnLedger) -> None:
    """Neither more nor less, each once; and only what the registry registered."""
    one = INVOICES[0]
    for shares in ([(one, FACE - 1)], [(one, FACE // 2), (one, FACE // 2)]):
        call = propose(stage, invoices=tuple(share(*each) for each in shares))
        assert stage.refused(call, signed_by="first") == "face_not_invoiced"
    unknown = propose(stage, invoices=(share("made up"),))
    assert stage.refused(unknown, signed_by="first") == "invoice_not_registered"
    assert stage.refused(register("made up"), signed_by="first") == "not_authorised"


ACT = st.tuples(st.sampled_from("rcwf"), st.integers(0, 5), st.integers(1, 60), st.integers(1, 9))
ACTS = st.lists(ACT, max_size=40)


@settings(max_examples=200, deadline=None)
@given(ACTS)
def test_an_invoice_is_never_promised_beyond_its_amount(acts: list[tuple[str, int, int, int]]) -> None:
    """Against a plain list of who has what, whatever is reserved, confirmed, given back and expires, in any order."""
    found = Invoice(fingerprint="f" * 64, registry="r", buyer="b", seller="s", cash="c", amount=100, loose=())
    waiting: dict[str, tuple[int, int]] = {}
    out: dict[str, int] = {}
    for now, (act, which, amount, lasts) in enumerate(acts):
        name = f"root-{which}"
        waiting = {root: one for root, one in waiting.items() if one[1] > now}
        room = 100 - sum(out.values()) - sum(kept for kept, _ in waiting.values())
        assert found.room(now) == room >= 0
        if act == "r" and name not in waiting and name not in out and amount <= room:
            found = found.reserving(name, amount, now + lasts, now)
            waiting[name] = (amount, now + lasts)
        elif act == "c" and name in waiting:
            found = found.confirming(name)
            out[name] = waiting.pop(name)[0]
        elif act == "w" and name in waiting:
            found = found.without(name)
            del waiting[name]
        elif act == "f" and name in out:
            found = found.freed(out.pop(name))
        assert found.confirmed == sum(out.values()) <= 100


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12))
def test_a_loose_fingerprint_knows_another_where_there_is_one(names: list[int]) -> None:
    """In whatever order invoices that have it are registered, and registered once more."""
    prints = [f"{name}" * 64 for name in names]
    found = Loose(registry="r", loose="a" * 64, first=prints[0], invoices=0)
    for number, one in enumerate(prints, start=1):
        found = found.had_by(one)
        assert found.invoices == number
        for other in {*prints[:number]}:
            besides = found.besides(other)
            assert (besides is not None) == ({*prints[:number]} != {other})
            assert besides is None or besides in {*prints[:number]} - {other}


def test_few_proposals_wait_on_one_invoice() -> None:
    """So that its record stays small; those that have expired make room."""
    found = Invoice(fingerprint="f" * 64, registry="r", buyer="b", seller="s", cash="c", amount=100, loose=())
    for number in range(RESERVATIONS_MAX):
        found = found.reserving(f"root-{number}", 1, 10, 0)
    with pytest.raises(Refused, match="As many proposals"):
        found.reserving("one more", 1, 10, 9)
    assert len(found.reserving("one more", 1, 20, 10).reserved) == 1
