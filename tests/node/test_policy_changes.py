# SPDX-License-Identifier: Apache-2.0
"""What a dated call changes of a policy: against the entry that was in force at its time, of its own kind."""

from counterfoil.commerce.rehearsal import Changed
from counterfoil.modules.cash.records import CURRENCIES, Currency, Grade, LimitsEntry, WalletKind
from counterfoil.modules.futures.halting import HALTS, Halt
from counterfoil.node.policy_changes import policy_changes
from counterfoil.primitives.types import InstrumentId, PartyId, Quantity, Timestamp

CASH = InstrumentId("CNY")


class Nothing:
    """A state in which no unit is known."""

    def read(self, table, *parts):
        return None

    def rows(self, table):
        return iter(())


def limits(since: int, grade: Grade, balance: int | None, single: int | None = None) -> LimitsEntry:
    amounts = {"balance": balance, "single": single}
    told = {name: None if value is None else Quantity(value) for name, value in amounts.items()}
    wallet = {"grade": grade, "kind": WalletKind.personal}
    return LimitsEntry(since=Timestamp(since), **wallet, **told, daily=None, annual=None)


def changes(before, after):
    one, other = (Currency(instrument=CASH, days=(), limits=entries) for entries in (before, after))
    return list(policy_changes([Changed(CURRENCIES.path(CASH), one, other)], Nothing()))


def test_a_limit_that_is_not_repeated_is_gone():
    """What one payment may be was said, and is not said again; the balance is another."""
    [told] = changes(
        (limits(0, Grade.first, 500, 100),), (limits(0, Grade.first, 500, 100), limits(9, Grade.first, 400))
    )
    assert [(one.at, one.gone) for one in told.rules] == [("balance", False), ("single", True)]
    assert "without" in told.warning and "(100 smallest units)" in told.warning
    assert (told.since, told.plain["rules"][1]["after"]) == (9, "—")


def test_each_kind_has_entries_of_its_own():
    """Another class's limits are compared with none of these: it had none before."""
    first = limits(0, Grade.first, 500)
    assert changes((first,), (first, limits(9, Grade.second, 400))) == []
    second = limits(1, Grade.second, 300)
    [told] = changes((first, second), (first, second, limits(9, Grade.first, 450)))
    assert [(one.before, one.after) for one in told.rules] == [("500 smallest units", "450 smallest units")]


def test_what_was_to_come_is_replaced():
    """An earlier change takes the place of a later one; said once more, nothing changes."""
    first, later = limits(0, Grade.first, 500), limits(99, Grade.first, 600)
    [told] = changes((first, later), (first, limits(9, Grade.first, 500)))
    assert (told.rules, told.replaces) == ((), [99])
    assert "in the place of what was to come at" in told.warning


def test_a_halt_is_no_policy():
    """What ends by itself takes the place of nothing."""
    halts = [Halt(contract=None, by=PartyId("venue"), since=Timestamp(at), reason="x") for at in (1, 2)]
    one, other = (HALTS.record(product="IF", house="CC", halts=tuple(some)) for some in (halts[:1], halts))
    assert list(policy_changes([Changed(HALTS.path("IF"), one, other)], Nothing())) == []
