# SPDX-License-Identifier: Apache-2.0
"""What supervision refuses of orders that are carried out: per call, in the order checked."""

from typing import Any

from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.holdings.records import Taken
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome as Instruments
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.settlement.outcomes import SettlementOutcome as Settlement
from counterfoil.modules.supervision import calls as c
from counterfoil.modules.supervision.outcomes import SupervisionOutcome as Outcome
from support.ledger import DOCUMENT
from support.market import Row


def carried(call: type[Any], order: str, by: str = "court") -> Any:
    """An order carried out."""
    return call(order=order, by=by)


STANDING_ROWS = [
    Row("suspending under nothing", carried(c.Suspend, "none"), "court", Outcome.unknown_order),
    Row("suspending under a demand", carried(c.Suspend, "demand"), "court", Outcome.order_of_another_kind),
    Row("suspending under a proposal", carried(c.Suspend, "proposed"), "court", Outcome.order_not_in_force),
    Row("suspending twice", carried(c.Suspend, "stop-account"), "court", Outcome.order_not_in_force),
    Row("suspending too late", carried(c.Suspend, "late"), "court", Outcome.order_expired),
    Row("suspending oneself by order", carried(c.Suspend, "itself"), "court", Parties.must_be_another),
    Row("a party suspended already", carried(c.Suspend, "again-party"), "court", Parties.party_suspended),
    Row("an account suspended already", carried(c.Suspend, "again-account"), "court", Parties.account_suspended),
    Row(
        "an instrument suspended already",
        carried(c.Suspend, "again-instrument"),
        "court",
        Instruments.status_change_not_allowed,
    ),
    Row("resuming under nothing", carried(c.Resume, "none"), "court", Outcome.unknown_order),
    Row("resuming under a suspension", carried(c.Resume, "again-account"), "court", Outcome.order_of_another_kind),
    Row("a resumption with no say", carried(c.Resume, "polices", "police"), "police", Outcome.no_say),
    Row("an account that stands", carried(c.Resume, "go-free-account"), "court", Parties.account_not_suspended),
    Row("a party that stands", carried(c.Resume, "go-free-party"), "court", Parties.party_not_suspended),
    Row(
        "an instrument that trades",
        carried(c.Resume, "go-free-instrument"),
        "court",
        Instruments.status_change_not_allowed,
    ),
    Row("resuming unsigned", carried(c.Resume, "go-account"), "alice", Parties.not_authorised),
    Row("limiting under nothing", carried(c.SetLimit, "none"), "court", Outcome.unknown_order),
    Row("limiting under a demand", carried(c.SetLimit, "demand"), "court", Outcome.order_of_another_kind),
    Row("limiting unsigned", carried(c.SetLimit, "next-limit"), "alice", Parties.not_authorised),
    Row("limiting as anybody", carried(c.SetLimit, "next-limit", "alice"), "alice", Parties.role_missing),
    Row("beyond all limits", carried(c.SetLimit, "next-limit"), "court", Outcome.too_much_waits),
    Row("answering nothing", c.Answer(order="none", document=DOCUMENT), "alice", Outcome.unknown_order),
    Row("answering no demand", c.Answer(order="proposed", document=DOCUMENT), "alice", Outcome.order_of_another_kind),
    Row("answering what is lifted", c.Answer(order="lifted", document=DOCUMENT), "alice", Outcome.order_not_in_force),
    Row("answering for another", c.Answer(order="demand", document=DOCUMENT), "court", Parties.not_authorised),
]


def seizing(order: str = "seize", by: str = "court", **units: Any) -> c.Seize:
    return c.Seize(order=order, by=by, **units)


def burning(order: str = "burn", **units: Any) -> c.Burn:
    return c.Burn(order=order, by="court", **units)


def recovering(order: str, *instruments: str) -> c.Recover:
    holdings = tuple(c.RecoveredHolding(instrument=name) for name in instruments)
    return c.Recover(order=order, by="court", holdings=holdings)


def ending(order: str, *instructions: str) -> c.End:
    records = tuple(f"settlement/instruction/{name}" for name in instructions)
    return c.End(order=order, by="court", records=records)


def selling(order: str, hold: str, receiver: str = "of-bob") -> c.Sell:
    return c.Sell(order=order, by="court", hold=hold, receiver=receiver)


OF_POLICE = (Taken(encumbrance="supervision/polices-freeze", quantity=1),)
OF_ROLE = (Taken(encumbrance="frozen", quantity=1),)
UNIT_ROWS = [
    Row("freezing under nothing", carried(c.Freeze, "none"), "court", Outcome.unknown_order),
    Row("freezing under a demand", carried(c.Freeze, "demand"), "court", Outcome.order_of_another_kind),
    Row("freezing twice", carried(c.Freeze, "standing"), "court", Outcome.order_not_in_force),
    Row("freezing before one's turn", carried(c.Freeze, "freeze-second"), "court", Outcome.freeze_out_of_turn),
    Row("freezing where all places are taken", carried(c.Freeze, "freeze-kay"), "court", Holdings.too_many_freezes),
    Row("freezing as anybody", carried(c.Freeze, "freeze-first", "bob"), "bob", Parties.role_missing),
    Row("freezing unsigned", carried(c.Freeze, "freeze-first"), "bob", Parties.not_authorised),
    Row("thawing under nothing", carried(c.Thaw, "none"), "court", Outcome.unknown_order),
    Row("thawing under a freeze", carried(c.Thaw, "freeze-first"), "court", Outcome.order_of_another_kind),
    Row("thawing what never was", carried(c.Thaw, "thaw-over"), "court", Holdings.unknown_encumbrance),
    Row("thawing a hold", carried(c.Thaw, "thaw-hold"), "court", Holdings.wrong_encumbrance_kind),
    Row("thawing what a supervisor froze", carried(c.Thaw, "thaw-of-role"), "court", Outcome.no_say),
    Row("thawing elsewhere", carried(c.Thaw, "thaw-other"), "court", Outcome.beyond_order),
    Row("seizing under nothing", seizing("none", free=1), "court", Outcome.unknown_order),
    Row("seizing under a burning", seizing("burn", free=1), "court", Outcome.order_of_another_kind),
    Row("seizing again", seizing("seized", free=1), "court", Outcome.order_not_in_force),
    Row("seizing nothing", seizing(), "court", Holdings.nothing_moved),
    Row("seizing more than ordered", seizing(free=11), "court", Outcome.beyond_order),
    Row("seizing what is not there", seizing("seize-none", free=1), "court", Holdings.insufficient_free_quantity),
    Row("seizing what others froze", seizing(taken=OF_POLICE), "court", Outcome.no_say),
    Row("seizing what is elsewhere", seizing("seize", by="court", taken=OF_ROLE), "court", Outcome.no_say),
    Row("seizing unsigned", seizing(free=1), "bob", Parties.not_authorised),
    Row("burning under nothing", burning("none", free=1), "court", Outcome.unknown_order),
    Row("burning under a seizure", burning("seize", free=1), "court", Outcome.order_of_another_kind),
    Row("burning nothing", burning(), "court", Holdings.nothing_moved),
    Row("burning more than ordered", burning(free=11), "court", Outcome.beyond_order),
    Row("burning what others froze", burning(taken=OF_POLICE), "court", Outcome.no_say),
    Row("burning unsigned", burning(free=1), "bob", Parties.not_authorised),
    Row("new keys under nothing", c.RenewKeys(order="none", registrar="registrar"), "bob", Outcome.unknown_order),
    Row("new keys that none names", c.RenewKeys(order="recover", registrar="registrar"), "bob", Outcome.keys_first),
    Row(
        "new keys by anybody",
        c.RenewKeys(order="recover-keys", registrar="alice"),
        "alice",
        Parties.role_missing,
    ),
    Row(
        "new keys unsigned",
        c.RenewKeys(order="recover-keys", registrar="registrar"),
        "alice",
        Parties.not_authorised,
    ),
    Row("recovering under nothing", recovering("none", "SHARE"), "court", Outcome.unknown_order),
    Row("recovering before the keys", recovering("recover-keys", "SHARE"), "court", Outcome.keys_first),
    Row("recovering what never was", recovering("recover", "DEED"), "court", Holdings.unknown_holding),
    Row("recovering in part", recovering("recover", "SHARE"), "court", Holdings.recovery_not_whole),
    Row("recovering one of two holdings", recovering("recover", "CAPPED"), "court", Holdings.recovery_not_whole),
    Row("recovering nothing", recovering("recover"), "court", Holdings.nothing_moved),
    Row("recovering to another", recovering("recover-wrong", "SHARE"), "court", Holdings.recovery_to_another),
    Row("ending under nothing", ending("none", "pending"), "court", Outcome.unknown_order),
    Row("ending under a demand", ending("demand", "pending"), "court", Outcome.order_of_another_kind),
    Row("ending another than ordered", ending("end-pending", "early"), "court", Outcome.beyond_order),
    Row("ending what never was", ending("end-any", "none"), "court", Outcome.nothing_to_end),
    Row("ending what is settled", ending("end-any", "settled"), "court", Settlement.instruction_not_open),
    Row("ending what is only agreed on", ending("end-any", "matched"), "court", Settlement.nothing_reserved),
    Row("ending unsigned", ending("end-any", "pending"), "bob", Parties.not_authorised),
    Row("money back for no order", c.GiveBack(order="none", hold="bid"), "bob", Outcome.unknown_order),
    Row("money back for a return", c.GiveBack(order="return", hold="bid"), "bob", Outcome.order_of_another_kind),
    Row("money back before the sale", c.GiveBack(order="sell", hold="bid"), "bob", Outcome.order_not_expired),
    Row("money back of no hold", c.GiveBack(order="sell-lifted", hold="none"), "bob", Holdings.unknown_encumbrance),
    Row(
        "money back of a pledge",
        c.GiveBack(order="sell-lifted", hold="pledged"),
        "bob",
        Holdings.wrong_encumbrance_kind,
    ),
    Row("money back of another sale", c.GiveBack(order="sell-lifted", hold="bid"), "bob", Outcome.not_the_sale),
    Row("selling under nothing", selling("none", "bid"), "court", Outcome.unknown_order),
    Row("selling under a return", selling("return", "bid"), "court", Outcome.order_of_another_kind),
    Row("selling without a hold", selling("sell", "none"), "court", Holdings.unknown_encumbrance),
    Row("selling for a pledge", selling("sell", "pledged"), "court", Holdings.wrong_encumbrance_kind),
    Row("selling for too little", selling("sell", "low-bid"), "court", Outcome.not_the_sale),
    Row("selling to another than pays", selling("sell", "bid", "of-alice"), "court", Outcome.not_the_sale),
    Row("selling to no account", selling("sell", "bid", "none"), "court", Parties.unknown_account),
    Row("selling more than is left", selling("sell-much", "much-bid"), "court", Outcome.not_so_much_seized),
    Row("selling for another money", selling("sell-other-money", "other-bid"), "court", Outcome.not_the_sale),
    Row("selling unsigned", selling("sell", "bid"), "alice", Parties.not_authorised),
    Row("returning under nothing", c.Return(order="none", by="court"), "court", Outcome.unknown_order),
    Row("returning under a sale", c.Return(order="sell", by="court"), "court", Outcome.order_of_another_kind),
    Row("returning more than is left", c.Return(order="return-much", by="court"), "court", Outcome.not_so_much_seized),
    Row("returning unsigned", c.Return(order="return", by="court"), "alice", Parties.not_authorised),
]
ENFORCING = [*STANDING_ROWS, *UNIT_ROWS]
