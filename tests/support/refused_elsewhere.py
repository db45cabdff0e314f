# SPDX-License-Identifier: Apache-2.0
"""What receivables refuse of invoices that another chain has too: per call, in the order checked."""

from functools import cache
from typing import Final

from counterfoil.law.dated import SCHEDULED_MAX
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.receivables.elsewhere_outcomes import ElsewhereOutcome as Outcome
from counterfoil.modules.receivables.outcomes import ReceivablesOutcome as Vouchers
from support.ledger import Ledger
from support.market import Row
from support.peered import EAST, asked, asking, believing, drafted, invoice_path, stage_named
from support.vouchers import CORE, FACE, INVOICES, confirm, founded, promised, register, share
from support.vouchers_stage import OnLedger, OnWorld

APART: Final = True
BOTH: Final = "registry supervisor"
UNASKED, LATE, PROMISED, EARLIER, FOREIGN = INVOICES[1:6]
ODD: Final = "odd"


def had_elsewhere(east: OnWorld) -> OnWorld:
    """East promised one invoice, reserved another, has a third with another amount, and something else for a fourth."""
    east.do(register(ODD, FACE - 1), signed_by="registry")
    promised(east, "E-1", invoices=(share(PROMISED),))
    drafted(east, "E-2", name=EARLIER)
    party = east.world.ledger.view.find("parties/party/registrar")
    east.world.rogue_block(lambda ctx: ctx.state.write(invoice_path(FOREIGN), party))
    return east


@cache
def _told() -> OnLedger:
    stage, east = OnLedger(), had_elsewhere(stage_named(EAST))
    peered(stage, east)
    return stage


def peered(stage: OnLedger, east: OnWorld) -> None:
    """A chain that asks east, of which it was shown all but one invoice, and one too early."""
    founded(stage)
    believing(stage, east)
    stage.do(register(ODD), signed_by="registry")
    asked(stage, east, LATE)
    stage.wait(10_000)
    for name in (UNASKED, LATE, PROMISED, EARLIER, FOREIGN, ODD):
        drafted(stage, f"of-{name}", name=name)
    asked(stage, east, PROMISED, EARLIER, FOREIGN, ODD)


def market(_usual: Ledger) -> Ledger:
    """And a registry of which as many changes are to come as can be."""
    ledger = _told().ledger.twin()
    for number in range(SCHEDULED_MAX):
        ledger.do(asking(EAST, "rival", since=ledger.time + 10**9 + number), signed_by="rival supervisor")
    return ledger


MARKET = market
TWICE: Final = asking(EAST).peers * 2
ASKING_REFUSED = [
    Row("a registry that is not there", asking(EAST, "none"), "supervisor", Parties.not_authorised),
    Row("from yesterday on", asking(EAST, since=1), BOTH, Outcome.peers_backdated),
    Row("a registry agrees with itself", asking(EAST, by="registry"), "registry", Outcome.two_must_set_peers),
    Row("of whom nothing is known", asking("none"), BOTH, Outcome.no_such_peer),
    Row("one chain twice", asking(EAST, peers=TWICE), BOTH, Outcome.no_such_peer),
    Row("asking without the supervisor", asking(EAST), "registry", Parties.not_authorised),
    Row("asking without the registry", asking(EAST), "supervisor", Parties.not_authorised),
    Row("agreed to by a bank", asking(EAST, by="bank"), "registry bank", Parties.role_missing),
    Row(
        "nine changes to come",
        asking(EAST, "rival", since=10**14),
        "rival supervisor",
        Vouchers.too_many_policy_changes,
    ),
]
CONFIRMING_REFUSED = [
    Row("nobody asked elsewhere", confirm(f"of-{UNASKED}"), CORE, Outcome.not_asked_elsewhere),
    Row("asked before it was reserved", confirm(f"of-{LATE}"), CORE, Outcome.not_asked_elsewhere),
    Row("something else stands there", confirm(f"of-{FOREIGN}"), CORE, Outcome.not_an_invoice_elsewhere),
    Row("of another amount elsewhere", confirm(f"of-{ODD}"), CORE, Outcome.registered_otherwise_elsewhere),
    Row("promised elsewhere", confirm(f"of-{PROMISED}"), CORE, Outcome.promised_on_another_chain),
    Row("reserved earlier elsewhere", confirm(f"of-{EARLIER}"), CORE, Outcome.promised_on_another_chain),
]
