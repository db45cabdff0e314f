# SPDX-License-Identifier: Apache-2.0
"""Two chains that take the same invoices: what one promised, or reserved earlier, the other does not promise."""

import pytest
from msgspec.structs import replace

from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables.outstanding import outstanding
from counterfoil.modules.receivables.registries import SameCash
from support.peered import (
    EAST,
    WEST,
    answering,
    asked,
    asking,
    believing,
    confirmed,
    drafted,
    invoice_path,
    stage_named,
    trusting,
)
from support.vouchers import CASH, FACE, INVOICES, WEEK_MS, register, take_back
from support.vouchers_stage import OnWorld

Two = tuple[OnWorld, OnWorld]


@pytest.fixture
def two() -> Two:
    """East and west; each asks the other."""
    east, west = stage_named(EAST), stage_named(WEST)
    believing(east, west)
    believing(west, east)
    return east, west


def test_the_earlier_wins_and_the_later_is_refused(two: Two) -> None:
    """Both reserved it before either asked: the one whose block is the earlier has it, whoever confirms first."""
    east, west = two
    drafted(east)
    west.world.block()
    drafted(west)
    asked(west, east)
    assert confirmed(west) == "promised_on_another_chain"
    asked(east, west)
    assert confirmed(east) == "ok"
    asked(west, east)
    assert confirmed(west) == "promised_on_another_chain"


def test_of_one_time_the_name_decides(two: Two) -> None:
    """East comes before west; so just one of them has it."""
    east, west = two
    assert east.time == west.time
    drafted(west)
    drafted(east)
    asked(west, east)
    asked(east, west)
    assert confirmed(west) == "promised_on_another_chain"
    assert confirmed(east) == "ok"


def test_nothing_is_confirmed_before_the_peer_was_asked(two: Two) -> None:
    """Nor with what the peer had before the reservation: it could have reserved it since, and been the earlier."""
    east, west = two
    asked(west, east)
    east.world.block()
    before = answering(east.world, invoice_path(INVOICES[0]))
    west.wait(10_000)
    drafted(west)
    assert confirmed(west) == "not_asked_elsewhere"
    west.do(before, signed_by="registrar")
    assert confirmed(west) == "not_asked_elsewhere"
    asked(west, east)
    assert confirmed(west) == "ok"


def test_without_an_answer_nothing_is_confirmed(two: Two) -> None:
    """Nobody showed anything of the peer at all."""
    drafted(two[1])
    assert confirmed(two[1]) == "not_asked_elsewhere"


def test_parts_of_an_invoice_go_to_both(two: Two) -> None:
    """As far as it goes: what the other promised counts as if it were promised here."""
    east, west = two
    drafted(east, face=600_000)
    asked(east, west)
    assert confirmed(east) == "ok"
    drafted(west, face=400_001)
    asked(west, east)
    assert confirmed(west) == "promised_on_another_chain"
    drafted(west, "S", face=400_000)
    asked(west, east)
    assert confirmed(west, "S") == "promised_on_another_chain", "what was drafted here before it is kept for that"
    west.do(c.Withdraw(root="R"), signed_by="first")
    assert confirmed(west, "S") == "ok"


@pytest.mark.parametrize("over", ["expired", "withdrawn", "refused"])
def test_what_the_earlier_gives_up_the_later_has(two: Two, over: str) -> None:
    """Once the peer's header shows that it is over; an answer of before that still counts it."""
    east, west = two
    drafted(east, until=east.time + 60_000)
    west.wait(30_000)
    drafted(west)
    asked(west, east)
    assert confirmed(west) == "promised_on_another_chain"
    if over == "expired":
        east.wait(60_000)
    elif over == "withdrawn":
        east.do(c.Withdraw(root="R"), signed_by="first")
    else:
        east.do(c.Refuse(root="R", reason="another"), signed_by="core")
    assert confirmed(west) == "promised_on_another_chain"
    asked(west, east)
    assert confirmed(west) == "ok"


def test_what_expired_and_is_proposed_again_is_a_later_claim(two: Two) -> None:
    """It stands behind whoever reserved in between."""
    east, west = two
    drafted(east, until=east.time + 20_000)
    west.wait(10_000)
    drafted(west)
    east.wait(30_000)
    drafted(east, "again")
    asked(west, east)
    asked(east, west)
    assert confirmed(east, "again") == "promised_on_another_chain"
    assert confirmed(west) == "ok"


def test_an_invoice_of_two_amounts_is_promised_nowhere(two: Two) -> None:
    """One of the registries is wrong, and people find out which."""
    east, west = two
    east.do(register("odd", FACE - 1), signed_by="registry")
    west.do(register("odd", FACE), signed_by="registry")
    drafted(west, name="odd")
    asked(west, east, "odd")
    assert confirmed(west) == "registered_otherwise_elsewhere"


def test_what_the_peer_registered_wrongly_and_withdrew_is_not_in_the_way(two: Two) -> None:
    """Nor does it open a second promise: registered rightly there, it is the later claim, and asks here."""
    east, west = two
    east.do(register("odd", FACE - 1), signed_by="registry")
    west.do(register("odd"), signed_by="registry")
    drafted(west, name="odd")
    asked(west, east, "odd")
    assert confirmed(west) == "registered_otherwise_elsewhere"
    east.do(take_back("odd"), signed_by="registry")
    asked(west, east, "odd")
    assert confirmed(west) == "ok"
    east.do(register("odd"), signed_by="registry")
    drafted(east, name="odd")
    assert confirmed(east) == "not_asked_elsewhere"
    asked(east, west, "odd")
    assert confirmed(east) == "promised_on_another_chain"


def test_what_is_withdrawn_and_registered_between_two_answers_is_reserved_later(two: Two) -> None:
    """Whoever shed an earlier reservation by withdrawing has none: what is reserved afterwards stands behind."""
    east, west = two
    drafted(east, until=east.time + 20_000)
    west.wait(10_000)
    drafted(west)
    east.wait(30_000)
    east.do(take_back(INVOICES[0]), register(INVOICES[0]), signed_by="registry")
    drafted(east, "again")
    asked(west, east)
    asked(east, west)
    assert confirmed(east, "again") == "promised_on_another_chain"
    assert confirmed(west) == "ok"


def test_an_invoice_that_the_peer_never_had_is_shown_absent(two: Two) -> None:
    """The proof says that nothing stands there."""
    east, west = two
    west.do(register("new"), signed_by="registry")
    drafted(west, name="new")
    asked(west, east, "new")
    assert confirmed(west) == "ok"


def test_the_money_has_the_name_that_the_registry_says(two: Two) -> None:
    """The peer's own name for it; another money is another invoice."""
    east, west = two
    asks = asking(EAST).peers[0]
    other = replace(asks, money=(SameCash(here=CASH, there="USD"),))
    west.do(asking(EAST, peers=(other,)), signed_by="registry supervisor")
    drafted(west)
    asked(west, east)
    assert confirmed(west) == "registered_otherwise_elsewhere"


def test_answers_of_a_trust_that_was_replaced_are_asked_for_again(two: Two) -> None:
    """Whom one believed then, one may not believe now; the same header may be shown once more."""
    east, west = two
    drafted(west)
    asked(west, east)
    west.do(trusting(east.world), signed_by="registrar supervisor")
    assert confirmed(west) == "not_asked_elsewhere"
    west.do(answering(east.world, invoice_path(INVOICES[0])), signed_by="registrar")
    assert confirmed(west) == "ok"


def test_a_peer_that_is_dead_stops_its_programme_until_four_eyes_say_otherwise(two: Two) -> None:
    """Keeper and supervisor change the policy, from a time on; one of them alone does not."""
    _, west = two
    drafted(west)
    assert confirmed(west) == "not_asked_elsewhere"
    nobody = asking(EAST, peers=(), since=west.time + 5_000)
    assert west.refused(nobody, signed_by="registry") == "not_authorised"
    west.do(nobody, signed_by="registry supervisor")
    assert confirmed(west) == "not_asked_elsewhere"
    west.wait(WEEK_MS // 7)
    assert confirmed(west) == "ok"


def test_a_record_of_another_kind_is_no_answer(two: Two) -> None:
    """A peer whose laws keep something else at the path of an invoice is not understood, and nothing is promised."""
    east, west = two
    path = invoice_path(INVOICES[0])
    drafted(west)
    east.wait(60_000)
    east.world.rogue_block(lambda ctx: ctx.state.write(path, ctx.state.find("parties/party/registrar")))
    west.do(answering(east.world, path), signed_by="registrar")
    assert confirmed(west) == "not_an_invoice_elsewhere"


def test_who_never_asks_is_counted_once_it_promised(two: Two) -> None:
    """A peer whose programme does not ask yet may promise twice; whoever asks it does not add to that."""
    east, west = two
    east.do(asking(WEST, peers=()), signed_by="registry supervisor")
    drafted(west)
    drafted(east)
    assert confirmed(east) == "ok"
    asked(west, east)
    assert confirmed(west) == "promised_on_another_chain"


def test_what_is_due_says_whom_nobody_asked(two: Two) -> None:
    """The voucher waits for its issuer's checker; until the peer answered, for that too."""
    east, west = two

    def told() -> str:
        view = west.world.ledger.view
        (waits,) = (one for one in outstanding(view, west.world.last_time) if one.of == "R")
        return waits.told

    drafted(west)
    assert told() == "10,000.00 CNY; not asked yet: peers/chain/east"
    asked(west, east)
    assert told() == "10,000.00 CNY"
