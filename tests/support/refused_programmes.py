# SPDX-License-Identifier: Apache-2.0
"""What instruments and holdings refuse of what comes and goes by a record's doing, on a chain that has such a noun."""

from collections.abc import Callable
from typing import Any, Final

from counterfoil.commerce.context import Context
from counterfoil.law.event import EventData
from counterfoil.modules.holdings.events import Issued, Redeemed
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import Part
from counterfoil.modules.instruments.events import InstrumentMade
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from counterfoil.modules.instruments.records import Identifiers, InstrumentKind, Unit
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


def _made(**changed: Any) -> InstrumentMade:
    """A receipt of the issuer's under the programme, changed."""
    said: dict[str, Any] = {
        "instrument": "w",
        "kind": InstrumentKind.warehouse_receipt,
        "issuer": "issuer",
        "name": "Receipt",
        "identifiers": Identifiers(),
        "unit": Unit(name="receipt", decimals=0),
        "terms": None,
        "supply_limit": 1,
        "unique": True,
        "defining": PROGRAMME,
        "cause": PROGRAMME,
    }
    return InstrumentMade(**(said | changed))


PROGRAMME_ACTS: Final = [
    Act(
        "an instrument with a wrong ISIN",
        _caused(_made(identifiers=Identifiers(isin="US0378331006"))),
        InstrumentsOutcome.invalid_instrument_identifier,
    ),
    Act("a unique one of two units", _caused(_made(supply_limit=2)), InstrumentsOutcome.unique_means_one),
    Act(
        "an instrument under no record of an issuer's",
        _caused(_made(defining="parties/party/issuer")),
        InstrumentsOutcome.not_defined_by_record,
    ),
    Act(
        "an instrument under what a stranger made",
        _caused(_made(), "holder"),
        InstrumentsOutcome.not_defined_by_record,
    ),
    Act(
        "cash under a record",
        _caused(_made(kind=InstrumentKind.cash)),
        InstrumentsOutcome.not_defined_by_record,
    ),
    Act("one that is there", _caused(_made(instrument="SHARE")), InstrumentsOutcome.instrument_exists),
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
