# SPDX-License-Identifier: Apache-2.0
"""Limits of what a client, a group under one actual control, and a member have together."""

import pytest
from msgspec.structs import replace

from counterfoil.modules.futures.client_records import CLIENTS, GROUPS, TOGETHER, Whose
from counterfoil.modules.futures.control_outcomes import ControlOutcome as Refusal
from counterfoil.modules.futures.defaults_calls import Port
from counterfoil.modules.futures.give_ups import Held
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.positions import Direction
from counterfoil.modules.futures.records import HedgeFlag
from counterfoil.modules.futures.together import lots_of
from counterfoil.modules.futures.trade_policy import ForceCloseReason, MemberLimit
from support.futures_between import moved, taken
from support.futures_control import apart, control, held_together, opening
from support.futures_market import book, fill
from support.ledger import Ledger


@pytest.fixture
def ledger() -> Ledger:
    return held_together(Ledger())


def answered(ledger: Ledger, name: str, lots: int, number: int = 20, side: str = "bought") -> str:
    return ledger.submit(opening(name, lots, number, side), signed_by="venue").outcome.name


def counted(ledger: Ledger, whose: Whose, name: str) -> tuple[int, int]:
    found = lots_of(ledger.state, whose, name, "CT", HedgeFlag)
    return found[Direction.bought], found[Direction.sold]


def test_a_clients_accounts_count_together_at_whichever_member(ledger: Ledger) -> None:
    """Two with alpha and two with beta: one more of five, not two; the other side is free."""
    assert [answered(ledger, "b-ann", 2), answered(ledger, "b-ann", 1)] == ["client_limit", "ok"]
    assert [answered(ledger, "m-ann", 1), answered(ledger, "m-ann", 5, side="sold")] == ["client_limit", "ok"]


def test_accounts_under_one_control_count_as_one(ledger: Ledger) -> None:
    """Bob and Cat have two each; once Cat is apart each has a limit of five, and together again none has room."""
    assert answered(ledger, "m-cat", 2) == "control_limit"
    ledger.do(apart("cat"), signed_by="ccp")
    assert [answered(ledger, "m-cat", 3), answered(ledger, "m-bob", 3)] == ["ok", "ok"]
    ledger.do(control("cat", document="ab" * 32), signed_by="ccp")
    assert counted(ledger, Whose.of_control, "family") == (10, 0)
    assert answered(ledger, "m-bob", 1, 21) == "control_limit"
    client, group = ledger.state.read(CLIENTS, "CC", "cat"), ledger.state.read(GROUPS, "CC", "family")
    assert client is not None and (client.group, client.document, client.reason) == ("family", "ab" * 32, "one decides")
    assert group is not None and group.holders == ("bob", "cat")


def test_hedging_counts_for_nobody(ledger: Ledger) -> None:
    """As the product's rules have it: of itself a limit counts all but hedging."""
    hedge = replace(opening("m-cat", 9, 20), hedge=HedgeFlag.hedge)
    ledger.do(hedge, signed_by="venue")
    assert answered(ledger, "m-cat", 1) == "ok"
    arbitrage = replace(opening("m-cat", 1, 21), hedge=HedgeFlag.arbitrage)
    assert ledger.submit(arbitrage, signed_by="venue").outcome is Refusal.control_limit


def test_within_a_batch_it_is_the_most_that_counts(ledger: Ledger) -> None:
    """Two are opened, and one is closed after: at one time there were six. The other way round there never were."""
    opens, closes = fill(20, "bought", "opens", lots=2), fill(21, "sold", "closes", lots=1)
    assert (
        ledger.submit(book("m-cat", opens, closes, contract="CT"), signed_by="venue").outcome is Refusal.control_limit
    )
    first = replace(closes, trade=19)
    ledger.do(book("m-cat", first, opens, contract="CT"), signed_by="venue")


def test_a_members_accounts_count_together(ledger: Ledger) -> None:
    """Dan and Eve have sold four and three through delta: one more of eight, not two."""
    assert [answered(ledger, "m-eve", 2, side="sold"), answered(ledger, "m-eve", 1, side="sold")] == [
        "member_limit",
        "ok",
    ]
    assert counted(ledger, Whose.of_member, "delta") == (1, 8)


def test_a_member_may_have_a_share_of_what_is_open() -> None:
    """A quarter from a hundred lots on, before that eight; no share, or no number, is no limit."""
    limit = MemberLimit(lots=8, of_open_ppm=250_000, of_open_from=100)
    assert [limit.of(open_lots) for open_lots in (0, 99, 100, 403)] == [8, 8, 25, 100]
    assert [MemberLimit().of(10**9), MemberLimit(of_open_ppm=250_000).of(10)] == [None, 2]


def test_what_is_ported_counts_where_it_goes(ledger: Ledger) -> None:
    """Eve goes to gamma, with what she has sold, and her client's count stays none: she has one account."""
    ledger.do(Port(account="m-eve", to="alpha"), signed_by="ccp eve alpha delta")
    assert counted(ledger, Whose.of_member, "delta") == (1, 4)
    assert counted(ledger, Whose.of_member, "alpha") == (2, 3)
    assert ledger.state.read(TOGETHER, Whose.of_client, "eve", "CT", "speculation") is None


def test_a_give_up_between_a_clients_accounts_is_no_more_than_before(ledger: Ledger) -> None:
    """While it is carried and not let go it stands twice, and the client has no room for that."""
    ledger.do(opening("b-ann", 1, 20), signed_by="venue")
    one = fill(20, "bought", "opens")
    taken(ledger, "over", 20, contract="CT", executed_in=Held(account="b-ann"), fill=one)
    moved(ledger, "over")
    assert counted(ledger, Whose.of_client, "ann") == (5, 0)


def forced(ledger: Ledger, name: str, lots: int, reason: ForceCloseReason, side: str = "sold") -> str:
    call = replace(book(name, fill(40, side, "forced", lots=lots), contract="CT"), forced_for=reason)
    return ledger.submit(call, signed_by="venue").outcome.name


def test_what_is_beyond_together_is_closed_by_force_and_no_more(ledger: Ledger) -> None:
    """Ann, with four, comes under the control of a group with four: three of eight are beyond, whoever has them."""
    ledger.do(control("ann"), signed_by="ccp")
    reason, refused = ForceCloseReason.together_over_limit, FuturesOutcome.not_forced.name
    assert forced(ledger, "m-dan", 1, reason, "bought") == refused
    assert forced(ledger, "m-ann", 1, ForceCloseReason.member_over_limit) == refused
    assert [forced(ledger, "m-ann", 2, reason), forced(ledger, "b-ann", 2, reason)] == ["ok", refused]
    assert [forced(ledger, "m-cat", 1, reason), forced(ledger, "m-bob", 1, reason)] == ["ok", refused]
