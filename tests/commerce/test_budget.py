# SPDX-License-Identifier: Apache-2.0
"""Nobody can make a block stand still: what would cause too much is given up after a bounded amount of work."""

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from counterfoil.commerce.context import EVENTS_MAX, Context
from counterfoil.commerce.state import MemoryRecords, State, _Written
from counterfoil.evidence.event import ObjectClass
from counterfoil.evidence.transaction import CALLS_MAX, TRANSACTION_LENGTH_MAX
from counterfoil.law.event import Consents, EventData, Touch
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import MachineOutcome, Refused
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Control, Role
from counterfoil.modules.settlement import calls as s
from counterfoil.modules.settlement.calls import LEGS_MAX
from counterfoil.primitives.types import NaturalQuantity, Quantity
from support.ledger import Ledger
from support.market import LONG, leg
from support.refused_settlement import affirm, allocate, settle

READY = 25
"""Instructions that are ready to settle: their legs are more than one transaction may move."""


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """Many instructions of as many legs as there may be, all allocated; not checked block by block, which is slow."""
    ledger = Ledger(checked=False)
    ledger.party("issuer", Role.issuer)
    ledger.instrument("SHARE", "issuer")
    for name in ("alice", "bob"):
        ledger.party(name)
        ledger.account(f"of-{name}", name)
    ledger.issue("SHARE", "of-alice", READY * LEGS_MAX, issuer="issuer")
    for number in range(READY):
        name = f"s{number}"
        legs = (leg("of-alice", "of-bob"),) * LEGS_MAX
        instructed = s.Instruct(instruction=name, by="alice", legs=legs, expires=LONG)
        affirmed = (affirm(name, "of-alice"), affirm(name))
        ledger.do(instructed, *affirmed, allocate(name, "of-alice"), signed_by="alice bob")
    return ledger


def test_two_hundred_thousand_legs_cannot_block(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand calls that would each move 200 legs stop at the budget: rejected, with nothing moved."""
    folds = 0
    folding = Context._fold

    def counting(self: Context, *args: Any) -> None:
        nonlocal folds
        folds += 1
        folding(self, *args)

    monkeypatch.setattr(Context, "_fold", counting)
    calls = [settle(f"s{number % READY}", "alice") for number in range(CALLS_MAX)]
    before = dict(ledger.records.records)
    answer = ledger.submit(*calls, signed_by="alice")
    assert answer == (MachineOutcome.over_budget, EVENTS_MAX // (LEGS_MAX + 1), 1)
    assert ledger.records.records == before
    assert folds <= 4 * EVENTS_MAX


def test_what_is_within_the_budget_settles(ledger: Ledger) -> None:
    """Twenty of them at once."""
    most = EVENTS_MAX // (LEGS_MAX + 1)
    answer = ledger.submit(*[settle(f"s{number}", "alice") for number in range(most)], signed_by="alice")
    assert answer == (MachineOutcome.ok, None, most * (LEGS_MAX + 1))


def test_lines_are_bounded_before_anything_is_read() -> None:
    """400,000 lines are refused by counting line feeds: 1,000 calls of at most 200 legs each, in 1 MiB."""
    from support.refused_at_the_door import built, door

    world = door()
    data = built(world, "li").encode() + b"{}\n" * 400_000
    assert len(data) > TRANSACTION_LENGTH_MAX
    refused = world.ledger.prepare(data)
    assert (refused.code, refused.detail) == (  # type: ignore[union-attr]
        MachineOutcome.malformed,
        f"transaction: {len(data)} bytes; at most {TRANSACTION_LENGTH_MAX} are taken",
    )


class Noted(EventData, frozen=True):
    """What a law computed, with no bound of its own."""

    type: ClassVar[str] = "toy.noted"
    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    product: int
    """what the event says"""
    sum: int
    """what it makes of the record"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Touch(_TOYS, ("one",), lambda _before: Toy(sum=self.sum, share=Quantity(min(self.product, 0))))


class Toy(TrailedRecord, frozen=True, kw_only=True):
    sum: int
    share: NaturalQuantity = Quantity(0)


_TOYS = Table("toy/toy", Toy, MachineOutcome.malformed, MachineOutcome.malformed)


@pytest.mark.parametrize("said", [{"product": 2**53, "sum": 0}, {"product": 0, "sum": -(2**53)}, {"product": -1}])
def test_a_number_that_nobody_could_read_again_is_refused(ledger: Ledger, said: dict[str, int]) -> None:
    """The call fails: such a number, beyond canonical JSON or its own type, would stop every node that reads it."""
    context = ledger.context()
    context.happen(Noted(product=2**53 - 1, sum=-(2**53 - 1)))
    with pytest.raises(Refused) as refused:
        context.happen(Noted(**({"sum": 0} | said)))
    assert refused.value.outcome is MachineOutcome.number_out_of_bounds
    ledger.state.discard_transaction()


def test_a_block_of_one_kind_of_call_is_not_quadratic() -> None:
    """A law that asks for a few records of a table is not shown all that the block wrote, however often it asks."""
    ledger = Ledger(checked=False)
    ledger.party("alice")
    names = [f"x{number}" for number in range(500)]
    for name in names:
        ledger.account(name, "alice")
    asked = []
    under = _Written.under

    def counting(self: _Written, prefix: str) -> Any:
        found = list(under(self, prefix))
        asked.append(len(found))
        return found

    changes = [p.ChangeAccountControl(account=name, outgoing=Control.holder, incoming=Control.nobody) for name in names]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_Written, "under", counting)
        assert ledger.submit(*changes, signed_by="alice").outcome is MachineOutcome.ok
    assert len(asked) >= len(names) and sum(asked) <= len(names)


def test_what_the_running_block_wrote_is_among_the_rows() -> None:
    """Kept transactions, the running one, none that was rejected; in the order of paths."""
    state = State(MemoryRecords())
    rows = lambda: [path for path, _ in state.rows(_TOYS, "a")]  # noqa: E731
    for path in ("toy/toy/a/2", "toy/toy/b/1", "toy/toy/ab/3"):
        state.write(path, Toy(sum=1))
    assert rows() == ["toy/toy/a/2"]
    state.keep_transaction()
    state.write("toy/toy/a/1", Toy(sum=1))
    assert rows() == ["toy/toy/a/1", "toy/toy/a/2"]
    state.discard_transaction()
    assert rows() == ["toy/toy/a/2"]
    assert [path for path, _ in state.rows(_TOYS)] == ["toy/toy/a/2", "toy/toy/ab/3", "toy/toy/b/1"]
    state.discard_block()
    assert rows() == []
