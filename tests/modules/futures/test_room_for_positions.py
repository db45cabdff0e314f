# SPDX-License-Identifier: Apache-2.0
"""How many positions an account may list, and that whatever says something of them is borne by evidence."""

from typing import Any

import pytest

from counterfoil.evidence.event import (
    EVENT_LENGTH_MAX,
    NO_PREVIOUS,
    Consent,
    ConsentKind,
    Event,
    Side,
    TrailLink,
)
from counterfoil.evidence.package_limits import LINE_LENGTH_MAX, require_sparse
from counterfoil.law.event import EventData
from counterfoil.law.outcome import Refused
from counterfoil.modules.futures.intraday import MarginCalled
from counterfoil.modules.futures.law import LAW
from counterfoil.modules.futures.listing import POSITIONS_MAX, require_room, with_listed
from counterfoil.modules.futures.listing_outcomes import ListingOutcome
from counterfoil.modules.futures.lodged import LODGED_MAX, Lodged
from counterfoil.modules.futures.position_names import listed_as
from counterfoil.modules.futures.reckoning import StatementLine
from counterfoil.modules.futures.records import HedgeFlag, MarginAccount
from counterfoil.modules.futures.securing import LodgedLine
from counterfoil.modules.futures.settling import Settled
from counterfoil.modules.futures.statement_parts import LINES_MAX, CalledPart, SettledPart, in_parts, settled_out
from counterfoil.primitives import canonical
from counterfoil.primitives.types import INTEGER_MAX, AccountId

NAME = "N" * 64
MOST, LEAST, PRICE = INTEGER_MAX, -INTEGER_MAX, -(2**40)
FLAG = max(HedgeFlag, key=len)
SUMS = ("before", "deposited", "withdrawn", "variation", "fees", "balance", "margin", "delivery_margin")
SUMS_OF_DAY = ("combined", "held", "due", "owed", "due_before", "owed_before")
KEPT = ("mortgage", "maintenance", "called")
PROOF_MAX = 10_240
"""Bytes of a proof ten branches deep, of which there are a billion records and more."""


def line(long: int = 10**12, short: int = 10**12, contract: str = NAME) -> StatementLine:
    """With the longest names and numbers."""
    money = dict.fromkeys(("close_profit", "close_profit_by_trade", "position_profit"), LEAST)
    more = {"position_profit_by_trade": LEAST, "fees": MOST, "margin": MOST, "premium": LEAST, "spared": short}
    about = {"contract": contract, "hedge": FLAG, "long": long, "short": short}
    return StatementLine(**about, previous=PRICE, settlement=PRICE, **money, **more)  # type: ignore[arg-type]


def lodged() -> LodgedLine:
    about = {"pledge": NAME, "instrument": NAME, "quantity": MOST, "product": NAME, "lots": 10**12, "value": MOST}
    return LodgedLine(**about)  # type: ignore[arg-type]


def of_account(**said: Any) -> MarginAccount:
    names = dict.fromkeys(("account", "house", "cash", "holder", "member"), NAME)
    return MarginAccount(**names, agreed_by=(NAME,) * 32, **said)  # type: ignore[arg-type]


ABOUT: dict[str, Any] = {"account": NAME, "cash": NAME, "day": 100_000_000}
LINES = (line(),) * LINES_MAX
REASON = "理" * 200
LONGEST: list[EventData] = [
    SettledPart(**ABOUT, number=MOST, lines=LINES),
    CalledPart(**ABOUT, house=NAME, number=MOST, lines=LINES),
    Settled(
        **ABOUT,
        **dict.fromkeys((*SUMS, *SUMS_OF_DAY, *KEPT), MOST),
        house=NAME,
        parts=MOST,
        lines=LINES,
        lodged=(lodged(),) * LODGED_MAX,
        listed=MOST,
    ),
    MarginCalled(
        **ABOUT,
        **dict.fromkeys((*SUMS, *KEPT), MOST),
        house=NAME,
        time=MOST,
        until=MOST,
        reason=REASON,
        parts=MOST,
        lines=LINES,
    ),
]


@pytest.mark.parametrize("data", LONGEST, ids=lambda data: data.type)
def test_a_full_part_with_the_longest_names_and_numbers_is_no_longer_than_an_event(data: EventData) -> None:
    """Linked into as many trails as it touches, each at a link that says what it left."""
    link = TrailLink(NO_PREVIOUS, "futures/account/" + NAME + NAME, MOST, after=NO_PREVIOUS)  # type: ignore[arg-type]
    kind, record = ConsentKind.signature, link.record
    by: Any = (NAME,) * 32
    consent = Consent(account=AccountId(NAME), by=by, kind=kind, record=record, seq=MOST, side=Side.gives)
    event = Event(
        call=MOST,
        chain=NAME,  # type: ignore[arg-type]
        consents=(consent,),
        data=data,  # type: ignore[arg-type]
        height=MOST,  # type: ignore[arg-type]
        index=MOST,
        object=data.object,
        trails=(link,) * 3,
        transaction=NO_PREVIOUS,
        type=data.type,
    )
    encoded = canonical.encode_trusted(event)
    assert len(encoded) <= EVENT_LENGTH_MAX
    require_sparse(encoded, where="events.jsonl")


def test_the_record_of_an_account_with_twice_as_many_positions_is_a_line_of_evidence() -> None:
    """As a text within a line, with its proof: what exercises bring on top, one at most for each, stays provable."""
    names = tuple(f"{number:064d}" for number in range(2 * POSITIONS_MAX))
    account = MarginAccount(
        **dict.fromkeys(("account", "house", "cash", "holder", "member", "bound", "auction"), NAME),
        agreed_by=(NAME,) * 32,  # type: ignore[arg-type]
        bound_by=(NAME,) * 32,  # type: ignore[arg-type]
        positions=tuple(listed_as(name, FLAG) for name in names),
        lodged=(Lodged(NAME, NAME, NAME),) * LODGED_MAX,  # type: ignore[arg-type]
    )
    shown = canonical.encode({"value": canonical.encode_trusted(account).decode()})
    assert len(shown) + PROOF_MAX <= LINE_LENGTH_MAX


def test_a_trade_opens_as_many_positions_as_an_account_may_have_and_no_more() -> None:
    """What it delivers counts with them; of what it has any number of lots may follow."""
    listed = tuple(listed_as(f"C{number}", FLAG) for number in range(POSITIONS_MAX))
    require_room(of_account(positions=listed[1:]), "C0", FLAG)
    require_room(of_account(positions=listed, delivering=("D",)), "C0", FLAG)
    for full in (of_account(positions=listed), of_account(positions=listed[1:], delivering=("D",))):
        with pytest.raises(Refused) as refused:
            require_room(full, "another", FLAG)
        assert refused.value.outcome is ListingOutcome.too_many_listed


@pytest.mark.parametrize("number", [0, 1, LINES_MAX - 1, LINES_MAX, LINES_MAX + 1, 2 * LINES_MAX, 2 * LINES_MAX + 1])
def test_lines_are_told_once_and_in_order_and_the_last_on_the_statement_itself(number: int) -> None:
    """In as few parts as there can be; of few lines there is none before it."""
    lines = tuple(line(contract=f"C{each}") for each in range(number))
    told = in_parts(lines)
    assert sum(told.before, ()) + told.last == lines
    assert len(told.before) == max(-(-number // LINES_MAX) - 1, 0)
    assert all(len(part) == LINES_MAX for part in told.before)


def test_what_is_flat_is_listed_no_more() -> None:
    """And only that."""
    listed = tuple(listed_as(name, FLAG) for name in ("A", "B", "C"))
    lines = (line(0, 0, "A"), line(1, 0, "B"), line(0, 1, "C"))
    before = of_account(positions=listed, closed_out=("Z",))
    assert settled_out(before, lines, first=True) == (listed[1:], listed[:1])
    assert settled_out(before, lines, first=False) == (listed[1:], ("Z", *listed[:1]))
    assert settled_out(before, lines[1:], first=True) == (listed, ())


def test_no_event_lists_positions_that_it_is_not_about() -> None:
    """Neither a statement nor an expiry: how many are left it says, and which follows from what it closed."""
    assert [event.type for event in LAW.events if "positions" in event.__struct_fields__] == []


def test_a_day_later_what_it_was_settled_out_of_takes_no_room() -> None:
    """As soon as it lists another position."""
    before = of_account(positions=("B/hedge",), closed_out=("Z/hedge",))
    after = with_listed(before, "A", HedgeFlag.hedge)
    assert (after.positions, after.closed_out) == (("A/hedge", "B/hedge"), ())
