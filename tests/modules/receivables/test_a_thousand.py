# SPDX-License-Identifier: Apache-2.0
"""A voucher into a thousand lots: three splits of one transaction, within what a transaction may cause and carry."""

from counterfoil.commerce.context import EVENTS_MAX
from counterfoil.evidence.transaction import CALL_LENGTH_MAX
from counterfoil.modules.receivables.calls import Provide
from counterfoil.modules.receivables.lot_calls import PARTS_MAX, NamePayee, Part, RedeemLot, Split
from counterfoil.modules.receivables.queries import leaves
from counterfoil.modules.receivables.records import RootStatus
from counterfoil.primitives import canonical
from support.vouchers import FACE, MATURES, founded, promised, root_of
from support.vouchers_stage import OnLedger, until_day


def splits(count: int, name: str = "lot-{:061}") -> list[Split]:
    """Lots of a fen each for the third supplier, the longest names, and the rest."""
    calls, lot, left = list[Split](), "R-0", FACE
    for start in range(0, count, PARTS_MAX - 1):
        number = min(PARTS_MAX - 1, count - start)
        parts = [Part(lot=name.format(start + n)[-64:], value=1, account="of-third") for n in range(number)]
        left -= number
        rest = Part(lot=f"rest-{start}", value=left)
        calls.append(Split(lot=lot, parts=(*parts, rest)))
        lot = rest.lot
    return calls


def test_a_thousand_are_three_splits_of_one_transaction() -> None:
    """Each is as long as a call may be, all cause fewer events than a transaction may, and every fen is there."""
    stage = founded(OnLedger(checked=False))
    promised(stage)
    calls = splits(1_000)
    assert len(calls) == 3
    answer = stage.submit(*calls, signed_by="first")
    assert answer.outcome.name == "ok"
    assert 3_000 < answer.events < EVENTS_MAX
    found = leaves(stage.state, "R")
    assert (len(found), sum(lot.value for lot in found)) == (1_001, FACE)
    assert all(len(canonical.encode(call)) <= CALL_LENGTH_MAX for call in calls)


def test_beyond_the_budget_another_transaction_goes_on() -> None:
    """What is too much is refused whole, and says so."""
    stage = founded(OnLedger(checked=False))
    promised(stage)
    assert stage.submit(*splits(1_400), signed_by="first").outcome.name == "over_budget"
    assert len(leaves(stage.state, "R")) == 1


def test_a_thousand_are_paid_in_any_number_of_transactions() -> None:
    """By whoever asks, some at a time."""
    stage = founded(OnLedger(checked=False))
    promised(stage)
    stage.do(*splits(60), signed_by="first")
    lots = [lot.instrument for lot in leaves(stage.state, "R")]
    stage.do(*(NamePayee(lot=lot) for lot in lots[:-1]), signed_by="third")
    until_day(stage, MATURES)
    stage.do(Provide(root="R", quota=FACE), signed_by="rival")
    for start in range(0, len(lots), 25):
        stage.do(*(RedeemLot(lot=lot) for lot in lots[start : start + 25]), signed_by="rival")
    assert root_of(stage).status is RootStatus.paid
