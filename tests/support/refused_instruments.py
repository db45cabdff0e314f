# SPDX-License-Identifier: Apache-2.0
"""What the instruments module refuses: per call, in the order checked."""

from typing import Any

from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.instruments import calls as i
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome as Outcome
from counterfoil.modules.instruments.records import Identifiers, InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from support.market import Row

WRONG_ISIN = Identifiers(isin="US0378331006")


def define(instrument: str = "NEW", issuer: str = "issuer", **changes: Any) -> i.DefineInstrument:
    """An equity's definition, changed."""
    described = {"kind": InstrumentKind.equity, "name": "New", "unit": Unit(name="share", decimals=0)} | changes
    return i.DefineInstrument(instrument=instrument, issuer=issuer, **described)


def amend(instrument: str = "SHARE", **changes: Any) -> i.AmendInstrument:
    """A new version."""
    return i.AmendInstrument(instrument=instrument, **({"name": "Renamed"} | changes))


def status(instrument: str, to: str, by: str = "issuer") -> i.ChangeStatus:
    """A change of status."""
    return i.ChangeStatus(instrument=instrument, status=InstrumentStatus(to), by=by)


INSTRUMENTS = [
    Row("a wrong ISIN", define(identifiers=WRONG_ISIN), "issuer", Outcome.invalid_instrument_identifier),
    Row("a wrong CFI", define(identifiers=Identifiers(cfi="??")), "issuer", Outcome.invalid_instrument_identifier),
    Row("a wrong MIC", define(identifiers=Identifiers(mic="??")), "issuer", Outcome.invalid_instrument_identifier),
    Row("unique without a limit", define(unique=True), "issuer", Outcome.unique_means_one),
    Row("unique and two of it", define(unique=True, supply_limit=2), "issuer", Outcome.unique_means_one),
    Row("the issuer does not sign", define(), "bob", Parties.not_authorised),
    Row("a holder is no issuer", define(issuer="alice"), "alice", Parties.role_missing),
    Row("an issuer makes no cash", define(kind=InstrumentKind.cash), "issuer", Parties.role_missing),
    Row("a bank makes cash alone", define(issuer="bank"), "bank", Parties.role_missing),
    Row("the instrument is there", define("SHARE"), "issuer", Outcome.instrument_exists),
    Row("amending nothing", amend("NONE"), "issuer", Outcome.unknown_instrument),
    Row("amending what has ended", amend("is-matured"), "issuer", Outcome.status_change_not_allowed),
    Row("two of what is unique", amend("DEED", supply_limit=2), "issuer", Outcome.unique_means_one),
    Row("no limit of what is unique", amend("DEED"), "issuer", Outcome.unique_means_one),
    Row("amending: a wrong ISIN", amend(identifiers=WRONG_ISIN), "issuer", Outcome.invalid_instrument_identifier),
    Row("amending: the issuer does not sign", amend(), "bank", Parties.not_authorised),
    Row("a limit below what is out", amend(supply_limit=5_999), "issuer", Holdings.supply_limit_exceeded),
    Row("a status of nothing", status("NONE", "active"), "issuer", Outcome.unknown_instrument),
    Row("active again", status("SHARE", "active"), "issuer", Outcome.status_change_not_allowed),
    Row("status: the issuer does not sign", status("SHARE", "suspended"), "bank", Parties.not_authorised),
    Row("a supervisor cancels", status("SHARE", "cancelled", "supervisor"), "supervisor", Outcome.issuer_alone),
    Row("a holder ends it", status("SHARE", "matured", "alice"), "alice", Outcome.issuer_alone),
    Row("a holder suspends", status("SHARE", "suspended", "alice"), "alice", Parties.role_missing),
    Row("the issuer lifts a supervisor's stop", status("supervised", "active"), "issuer", Parties.role_missing),
    Row("the issuer ends what was stopped", status("supervised", "matured"), "issuer", Outcome.issuer_alone),
    Row("cancelling what people hold", status("SHARE", "cancelled"), "issuer", Outcome.instrument_in_circulation),
]
