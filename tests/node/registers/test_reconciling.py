# SPDX-License-Identifier: Apache-2.0
"""A register against the ledger: every difference has its kind, totals add up, and corrections make the two agree."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counterfoil.evidence.claims import Quantities
from counterfoil.identity.identifiers import identity_number_check_character
from counterfoil.modules.holdings.calls import Freeze, Issue, Transfer
from counterfoil.modules.parties.calls import OpenAccount, RegisterParty
from counterfoil.modules.parties.records import ACCOUNTS, Control, PartyKind, Role
from counterfoil.node.registers.corrections import TRANSACTION_CALLS, Corrections, Warrant
from counterfoil.node.registers.csv_mapping import parse_mapping
from counterfoil.node.registers.csv_rows import CsvFile, CsvFormat
from counterfoil.node.registers.differences import Difference, Kind, Movement, Reconciliation
from counterfoil.node.registers.holder_rows import HolderRows, RegisterPlan
from counterfoil.node.registers.person_commitments import BySecret
from counterfoil.node.registers.reconciling import Reconciler
from counterfoil.primitives.errors import InputError
from support.ledger import DOCUMENT, Ledger

SECRET = b"0123456789abcdef"
PLAN = RegisterPlan("registrar", "custodian", BySecret(SECRET))
WARRANT = Warrant("registrar", "supervisor", "register of 2 May, letter 17", "d" * 64)
INSTRUMENTS = ("X", "Y")
PEOPLE = tuple(
    body + identity_number_check_character(body) for body in (f"99020219850214{order:03}" for order in range(1, 6))
)
FOLDER: list[Path] = []
Holdings = dict[tuple[int, str], int]
"""(person, instrument) → units"""


def market(held: Holdings) -> Ledger:
    """A chain on which the register's people hold this, in accounts A0, A1, …"""
    ledger = Ledger()
    ledger.party("custodian", Role.custodian)
    ledger.party("issuer", Role.issuer)
    for instrument in INSTRUMENTS:
        ledger.instrument(instrument, "issuer")
    rows = [f"{PEOPLE[person]},A{person},{instrument},{quantity}" for (person, instrument), quantity in held.items()]
    for facts in reading(ledger, rows).values():
        calls = [facts.facts.issue]
        if ledger.state.read(ACCOUNTS, facts.facts.opening.account) is None:
            calls = [facts.facts.register, facts.facts.opening, *calls]
        ledger.do(*calls, signed_by="registrar custodian issuer")
    return ledger


def reconciled(ledger: Ledger, rows: Iterable[str], movements=lambda account, instrument: ()):
    """The reconciler and what it found."""
    path = FOLDER[0] / "register.csv"
    path.write_text("\n".join(["holder,account,instrument,quantity", *rows, ""]), encoding="utf-8")
    file = CsvFile(path, CsvFormat())
    read = parse_mapping((), file, fields=HolderRows.FIELDS, required=HolderRows.REQUIRED)
    reconciler = Reconciler(ledger.state, read, PLAN, movements)
    return reconciler, reconciler.reconcile(file, ledger.height)


def reading(ledger: Ledger, rows: Iterable[str]):
    return reconciled(ledger, rows)[0].expected


def kinds(found: Reconciliation) -> list[tuple[Kind, int | None, str, str]]:
    return [(one.kind, one.line, one.account, one.instrument) for one in found.differences]


def row(person: int, quantity: object, instrument: str = "X", account: str | None = None) -> str:
    return f"{PEOPLE[person]},{account or f'A{person}'},{instrument},{quantity}"


@pytest.fixture(autouse=True, scope="module")
def folder(tmp_path_factory):
    """Where registers are written."""
    FOLDER[:] = [tmp_path_factory.mktemp("registers")]


def test_what_agrees_is_no_difference():
    """The same people, accounts and quantities."""
    _, found = reconciled(market({(0, "X"): 10, (1, "X"): 20}), [row(0, 10), row(1, 20)])
    assert (found.rows, found.agreed, found.differences) == (2, 2, [])
    [total] = found.totals
    assert (total.register, total.ledger, total.outstanding, total.elsewhere) == (30, 30, 30, 0)


CASES = [
    ("a holding that the ledger lacks", [row(0, 10), row(1, 20), row(2, 5)], (Kind.missing_on_ledger, 4, "A2", "X")),
    ("a holding that the register lacks", [row(0, 10)], (Kind.missing_in_register, None, "A1", "X")),
    ("another quantity", [row(0, 10), row(1, 21)], (Kind.quantity_differs, 3, "A1", "X")),
    ("another holder", [row(0, 10), row(2, 20, account="A1")], (Kind.holder_differs, 3, "A1", "X")),
    ("a second line", [row(0, 10), row(1, 20), row(1, 5)], (Kind.repeated, 4, "A1", "X")),
    ("a damaged identifier", [row(0, 10), row(1, 20), "9.90202E+17,A2,X,5"], (Kind.refused, 4, "", "")),
    ("a damaged line", [row(0, 10), row(1, 20), "x"], (Kind.refused, 4, "", "")),
    ("a line of totals", [row(0, 10), row(1, 20), "合计,,,30"], (Kind.refused, 4, "", "")),
    ("a quantity that is none", [row(0, 10), row(1, 20), row(2, "ten")], (Kind.refused, 4, "", "")),
    ("an unknown instrument", [row(0, 10), row(1, 20), row(1, 5, "Z")], (Kind.missing_on_ledger, 4, "A1", "Z")),
]


@pytest.mark.parametrize(("rows", "difference"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_difference_has_its_kind(rows, difference):
    """One row for each way in which the two can differ; the totals add up whatever it is."""
    _, found = reconciled(market({(0, "X"): 10, (1, "X"): 20}), rows)
    assert kinds(found) == [difference]
    assert found.differences[0].detail
    assert all(total.balances() for total in found.totals)


def test_encumbered_units_are_still_their_owners():
    """Frozen units count; a difference names the parts, and a register that counts free units alone is told so."""
    ledger = market({(0, "X"): 10})
    where = {"account": "A0", "instrument": "X", "quantity": 4}
    ledger.do(
        Freeze(freeze="f", supervisor="supervisor", reference="r", document=DOCUMENT, **where), signed_by="supervisor"
    )
    assert reconciled(ledger, [row(0, 10)])[1].differences == []
    reconciler, found = reconciled(ledger, [row(0, 6)])
    [one] = found.differences
    assert one.parts == Quantities(free=6, frozen=4, held=0, pledged=0)
    assert "counts what is free alone" in one.detail and "4 frozen" in one.detail
    assert corrected(ledger, reconciler, found).by_hand == []
    assert reconciled(ledger, [row(0, 6)])[1].differences == []
    reconciler, found = reconciled(ledger, [row(0, 1)])
    [(_, why)] = corrected(ledger, reconciler, found).by_hand
    assert "only 2 units are free" in why


def test_movements_since_the_last_agreement_explain_a_difference():
    """Of a holding's movements, those after the balance was last what the register says."""

    def moved(*balances: int):
        pairs = zip((0, *balances), balances, strict=False)
        return [
            Movement(
                height=n, time=n, transaction="0" * 64, type="t", change=after - before, balance=after, en="", zh=""
            )
            for n, (before, after) in enumerate(pairs, start=1)
        ]

    ledger = market({(0, "X"): 7})
    for balances, agreed_at, since in (
        ((10, 5, 10, 7), 3, [-3]),
        ((10, 7), 1, [-3]),
        ((3, 7), None, [3, 4]),
    ):
        history = moved(*balances)
        _, found = reconciled(ledger, [row(0, 10)], lambda *_, history=history: history)
        [one] = found.differences
        assert (one.agreed_at, [move.change for move in one.movements]) == (agreed_at, since)
        if agreed_at is not None:
            assert sum(move.change for move in one.movements) == one.surplus
    _, found = reconciled(ledger, [], lambda *_: moved(5, 7))
    assert (found.differences[0].agreed_at, len(found.differences[0].movements)) == (0, 2)


def test_accounts_of_another_custodian_count_for_a_named_instrument():
    """All holdings of an instrument that the register names are compared, so that supply adds up."""
    ledger = market({(0, "X"): 10})
    ledger.party("eve")
    ledger.account("of-eve", "eve")
    ledger.do(Issue(instrument="X", account="of-eve", quantity=3), signed_by="issuer eve")
    ledger.do(Issue(instrument="Y", account="of-eve", quantity=3), signed_by="issuer eve")
    reconciler, found = reconciled(ledger, [row(0, 10)])
    assert kinds(found) == [(Kind.missing_in_register, None, "of-eve", "X")]
    assert "eve" in corrected(ledger, reconciler, found, signed_by="registrar supervisor issuer eve").parties


def corrected(ledger: Ledger, reconciler: Reconciler, found: Reconciliation, signed_by: str = "") -> Corrections:
    """Write the corrections, and have them signed by whom they name."""
    corrections = Corrections(ledger.state, reconciler.expected, WARRANT)
    for calls in corrections.transactions(found):
        assert len(calls) <= TRANSACTION_CALLS
        ledger.do(*calls, signed_by=signed_by or " ".join(sorted(corrections.parties)))
    return corrections


def test_what_was_not_compared_is_mended_first():
    """While a line is refused or repeated, whom it is about seems to hold too much: nothing is corrected."""
    ledger = market({(0, "X"): 10, (1, "X"): 20})
    for bad in ("9.90202E+17,A1,X,20", row(0, 10)):
        reconciler, found = reconciled(ledger, [row(0, 10), bad])
        with pytest.raises(InputError, match="not compared"):
            Corrections(ledger.state, reconciler.expected, WARRANT).transactions(found)


def test_another_holder_is_put_right_by_hand():
    """Whose account it is no correction of quantities can change."""
    ledger = market({(0, "X"): 10})
    reconciler, found = reconciled(ledger, [row(1, 12, account="A0")])
    [(one, why)] = corrected(ledger, reconciler, found).by_hand
    assert (one.kind, "another holder" in why) == (Kind.holder_differs, True)


held = st.dictionaries(st.tuples(st.integers(0, 4), st.sampled_from(INSTRUMENTS)), st.integers(1, 50), max_size=8)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(on_ledger=held, in_register=held, shuffle=st.randoms(use_true_random=False))
def test_corrections_make_register_and_ledger_agree(on_ledger: Holdings, in_register: Holdings, shuffle):
    """Whatever the two say: differences are exactly where they differ, totals add up, and once corrected they agree."""
    ledger = market(on_ledger)
    rows = [row(person, quantity, instrument) for (person, instrument), quantity in in_register.items()]
    shuffle.shuffle(rows)
    reconciler, found = reconciled(ledger, rows)
    differing = {key for key in on_ledger | in_register if on_ledger.get(key) != in_register.get(key)}
    assert {(int(one.account[1:]), one.instrument) for one in found.differences} == differing
    assert found.agreed == len(in_register.keys() - differing)
    assert all(total.balances() for total in found.totals)
    assert sum(one.surplus for one in found.differences) == sum(on_ledger.values()) - sum(in_register.values())
    assert corrected(ledger, reconciler, found).by_hand == []
    _, again = reconciled(ledger, rows)
    assert (again.differences, again.agreed) == ([], len(in_register))
    assert {total.instrument: total.ledger for total in again.totals if total.ledger} == {
        name: total for name in INSTRUMENTS if (total := sum(q for (_, i), q in in_register.items() if i == name))
    }


def test_transfers_on_the_ledger_are_both_sides_of_a_difference():
    """What one account has less the other has more, and the instrument's total agrees."""
    ledger = market({(0, "X"): 10, (1, "X"): 20})
    ledger.do(Transfer(sender="A0", receiver="A1", instrument="X", quantity=3), signed_by="custodian")
    _, found = reconciled(ledger, [row(0, 10), row(1, 20)])
    assert [one.surplus for one in found.differences] == [-3, 3]
    assert (found.totals[0].differs, found.totals[0].ledger) == (0, 30)


def test_many_corrections_are_many_transactions():
    """Each within what a transaction may hold, and the calls of one difference together."""
    people = [f"P{number:07}" for number in range(TRANSACTION_CALLS)]
    ledger = market({})
    reconciler, found = reconciled(ledger, [f"{person},ACC-{place},X,1" for place, person in enumerate(people)])
    corrections = Corrections(ledger.state, reconciler.expected, WARRANT)
    transactions = corrections.transactions(found)
    assert [len(calls) for calls in transactions] == [399, 399, 399, 3]
    assert isinstance(transactions[1][0], RegisterParty) and isinstance(transactions[1][1], OpenAccount)
    assert transactions[0][0].kind is PartyKind.person and transactions[0][1].outgoing is Control.custodian


def test_a_difference_says_nothing_of_a_person():
    """Neither kind nor detail repeats an identifier."""
    _, found = reconciled(market({}), [row(0, 10), f"{PEOPLE[1]}x,A1,X,5"])
    assert not any(person in str(one) for one in found.differences for person in PEOPLE)
    assert all(isinstance(one, Difference) for one in found.differences)
