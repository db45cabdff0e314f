# SPDX-License-Identifier: Apache-2.0
"""What holdings refuses of units that come and go by a record's doing, on a chain that has such a noun."""

from collections.abc import Callable
from typing import Any, Final

from counterfoil.commerce.context import Context
from counterfoil.law.event import EventData
from counterfoil.modules.holdings.events import Issued, Redeemed
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import Part
from counterfoil.modules.parties.records import Role
from support.ledger import Ledger
from support.programme_noun.module import MODULE
from support.programme_noun.records import Programme
from support.refused_by_records import Act

PROGRAMME: Final = "programmes/programme/p"
UNITS: Final = {"instrument": "SHARE", "account": "a", "quantity": 1, "cause": PROGRAMME}


def _caused(event: EventData, agreed_by: str = "issuer", instrument: str = "SHARE") -> Callable[[Context], Any]:
    """The event, where a programme of an instrument was made by somebody."""

    def act(_ctx: Context) -> Any:
        ledger = Ledger(besides=[MODULE])
        ledger.party("issuer", Role.issuer)
        ledger.account("a", ledger.party("holder"))
        ledger.instrument("SHARE", "issuer")
        ctx = ledger.context()
        ctx.call = "programmes.bring"
        programme = Programme(programme="p", instrument=instrument, agreed_by=agreed_by)
        ctx.state.write(PROGRAMME, programme)
        return ctx.cause(event)

    return act


PROGRAMME_ACTS: Final = [
    Act("issuing under a module's signature", _caused(Issued(**UNITS)), HoldingsOutcome.signature_not_enough),
    Act(
        "issuing under what a stranger made",
        _caused(Issued(**UNITS, issuing=PROGRAMME), "holder"),
        HoldingsOutcome.consent_missing,
    ),
    Act(
        "taking under the terms of another instrument",
        _caused(Issued(**UNITS, issuing=PROGRAMME, taking=PROGRAMME), instrument="OTHER"),
        HoldingsOutcome.consent_missing,
    ),
    Act(
        "ending held units without their hold",
        _caused(Redeemed(**UNITS, redeeming=PROGRAMME, giving=PROGRAMME, part=Part.held)),
        HoldingsOutcome.consent_missing,
    ),
]
