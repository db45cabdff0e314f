# SPDX-License-Identifier: Apache-2.0
"""What supervision refuses of policies and of orders as they come and go, and of other modules' calls."""

from typing import Any

from counterfoil.identity.policy import KeyPolicy
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.instruments.calls import ChangeStatus
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome as Instruments
from counterfoil.modules.instruments.records import InstrumentStatus
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.supervision import calls as c
from counterfoil.modules.supervision.outcomes import SupervisionOutcome as Outcome
from counterfoil.modules.supervision.records import SubjectKind
from counterfoil.modules.supervision.seized import Victim
from support.ledger import DOCUMENT, policy_of
from support.market import Row, freeze
from support.supervised import DAY_MS, UNTIL, give, power, propose, set_policy
from support.supervised_market import RETURNED, Kind, bid, supervised_market

BOTH = "court clerk"


def two(order: str, kind: Kind, **scope: Any) -> c.Give:
    """An order of the court that the clerk checks."""
    return give(order, kind, "court", "clerk", **scope)


def lifted(order: str, by: str = "court") -> c.Lift:
    return c.Lift(order=order, by=by)


ACCOUNT = {"account": "of-alice"}
UNITS = {"account": "of-alice", "instrument": "SHARE", "quantity": 1}

POLICY_ROWS = [
    Row(
        "a policy from before now",
        set_policy(second="ministry", since=1),
        "supervisor ministry",
        Outcome.policy_in_the_past,
    ),
    Row(
        "a kind stands twice",
        set_policy(second="ministry", powers=(power(Kind.burn, "court"), power(Kind.burn, "police"))),
        "supervisor ministry",
        Outcome.policy_unsound,
    ),
    Row(
        "four eyes of one",
        set_policy(second="ministry", powers=(power(Kind.burn, "court", four_eyes=True),)),
        "supervisor ministry",
        Outcome.policy_unsound,
    ),
    Row(
        "two changers, of whom one is named",
        set_policy(second="ministry", changers=("court", "court")),
        "supervisor ministry",
        Outcome.policy_unsound,
    ),
    Row("a changer that is none", set_policy(by="court"), "court", Outcome.not_a_changer),
    Row("a changer who does not sign", set_policy(second="ministry"), "ministry", Parties.not_authorised),
    Row("a changer alone", set_policy(), "supervisor", Outcome.second_needed),
    Row("with one who may not", set_policy(second="court"), "supervisor court", Outcome.not_a_changer),
    Row("the second does not sign", set_policy(second="ministry"), "supervisor", Parties.not_authorised),
    Row("a changer twice", set_policy(second="supervisor"), "supervisor", Outcome.one_pair_of_eyes),
    Row(
        "changers of whom one is nobody",
        set_policy(second="ministry", changers=("court", "nobody")),
        "supervisor ministry",
        Outcome.policy_unsound,
    ),
    Row(
        "after all that can come",
        set_policy(second="ministry", since=UNTIL + 200 * DAY_MS),
        "supervisor ministry",
        Outcome.too_much_waits,
    ),
    Row("a file of no account", c.OpenFile(kind=SubjectKind.account, subject="none"), "bob", Parties.unknown_account),
    Row("a file of no party", c.OpenFile(kind=SubjectKind.party, subject="none"), "bob", Parties.unknown_party),
    Row(
        "a file of no instrument",
        c.OpenFile(kind=SubjectKind.instrument, subject="NONE"),
        "bob",
        Instruments.unknown_instrument,
    ),
    Row(
        "a file of what has one", c.OpenFile(kind=SubjectKind.account, subject="of-dave"), "alice", Outcome.file_exists
    ),
]
ORDER_ROWS = [
    Row("a scope of another kind", give("o", Kind.burn, **ACCOUNT), "court", Outcome.wrong_scope),
    Row("about no account", give("o", Kind.suspend, account="none"), "court", Parties.unknown_account),
    Row("about no party", give("o", Kind.suspend, party="none"), "court", Parties.unknown_party),
    Row("about no instrument", give("o", Kind.suspend, instrument="NONE"), "court", Instruments.unknown_instrument),
    Row("by no authority", give("o", Kind.suspend, "alice", **ACCOUNT), "alice", Outcome.power_missing),
    Row("for what is the court's", give("o", Kind.burn, "police", "clerk", **UNITS), "police", Outcome.power_missing),
    Row(
        "a seizure to anybody",
        give("o", Kind.seize, checker="clerk", receiver="of-bob", **UNITS),
        "court clerk",
        Outcome.not_a_state_account,
    ),
    Row("over before it begins", give("o", Kind.suspend, expires=1, **ACCOUNT), "court", Outcome.order_in_the_past),
    Row(
        "for too long",
        give("o", Kind.suspend, expires=UNTIL + 99 * DAY_MS, **ACCOUNT),
        "court",
        Outcome.order_too_long,
    ),
    Row("the authority does not sign", give("o", Kind.suspend, **ACCOUNT), "alice", Parties.not_authorised),
    Row("alone where two must", give("o", Kind.burn, **UNITS), "court", Outcome.second_needed),
    Row("checked by anybody", give("o", Kind.burn, checker="bob", **UNITS), "court bob", Outcome.not_a_checker),
    Row("the checker does not sign", give("o", Kind.burn, checker="clerk", **UNITS), "court", Parties.not_authorised),
    Row("checked by itself", give("o", Kind.burn, checker="court", **UNITS), "court", Outcome.one_pair_of_eyes),
    Row("an order by a name that is taken", give("lifted", Kind.suspend, **ACCOUNT), "court", Outcome.order_exists),
    Row("proposing by no party", propose("o", Kind.suspend, "none", **ACCOUNT), "court", Parties.unknown_party),
    Row("proposing too wide a scope", propose("o", Kind.disclose, **ACCOUNT), "court", Outcome.wrong_scope),
    Row("proposing about no account", propose("o", Kind.suspend, account="none"), "court", Parties.unknown_account),
    Row("proposing without power", propose("o", Kind.suspend, "bob", **ACCOUNT), "bob", Outcome.power_missing),
    Row("proposing the past", propose("o", Kind.suspend, expires=1, **ACCOUNT), "court", Outcome.order_in_the_past),
    Row(
        "proposing for too long",
        propose("o", Kind.suspend, expires=UNTIL + 99 * DAY_MS, **ACCOUNT),
        "court",
        Outcome.order_too_long,
    ),
    Row("proposing for another", propose("o", Kind.suspend, **ACCOUNT), "police", Parties.not_authorised),
    Row("proposing what was", propose("lifted", Kind.suspend, **ACCOUNT), "court", Outcome.order_exists),
    Row("approving nothing", c.Approve(order="none", checker="clerk"), "clerk", Outcome.unknown_order),
    Row("approving what is in force", c.Approve(order="demand", checker="clerk"), "clerk", Outcome.order_not_proposed),
    Row("approving too late", c.Approve(order="late-proposal", checker="clerk"), "clerk", Outcome.order_expired),
    Row("approving as anybody", c.Approve(order="proposed", checker="bob"), "bob", Outcome.not_a_checker),
    Row("approving unsigned", c.Approve(order="proposed", checker="clerk"), "bob", Parties.not_authorised),
    Row("approving with its key", c.Approve(order="proposed", checker="twin"), "twin", Outcome.one_pair_of_eyes),
    Row("lifting nothing", lifted("none"), "court", Outcome.unknown_order),
    Row("lifting what is lifted", lifted("lifted"), "court", Outcome.order_not_in_force),
    Row("lifting a suspension", lifted("stop-account"), "court", Outcome.order_not_in_force),
    Row("lifting another's", lifted("demand", "police"), "police", Outcome.no_say),
    Row("lifting unsigned", lifted("demand"), "police", Parties.not_authorised),
    Row("closing nothing", c.Expire(order="none"), "bob", Outcome.unknown_order),
    Row("closing what is lifted", c.Expire(order="lifted"), "alice", Outcome.order_not_in_force),
    Row("closing too early", c.Expire(order="demand"), "alice", Outcome.order_not_expired),
    Row(
        "closing in a name that nobody asks for",
        c.Expire(order="late-proposal", by="court"),
        "court",
        Outcome.nobody_needed,
    ),
    Row("ending a suspension as anybody", c.Expire(order="late-stop", by="alice"), "alice", Parties.role_missing),
    Row("ending one unsigned", c.Expire(order="late-stop", by="court"), "alice", Parties.not_authorised),
]
SALE = {"seizure": "seized", "quantity": 1, "cash": "CNY", "price": 1}
SCOPE_ROWS = [
    Row(
        "keys that nobody can meet",
        give("o", Kind.recover, account="of-bob", receiver="of-bob", keys=KeyPolicy(keys=(), threshold=1)),
        "court",
        Parties.invalid_key_policy,
    ),
    Row("a sale of nothing", give("o", Kind.sell, **SALE | {"seizure": "none"}), "court", Outcome.unknown_seizure),
    Row(
        "a victim twice",
        give("o", Kind.give_back, **RETURNED | {"victims": RETURNED["victims"] * 2}),
        "court",
        Outcome.wrong_scope,
    ),
    Row(
        "a victim without an account",
        give("o", Kind.give_back, **RETURNED | {"victims": (Victim(account="none", claim=1),)}),
        "court",
        Parties.unknown_account,
    ),
]
DAVES_RECOVERY = {"account": "of-dave", "receiver": "of-bob"}
IN_VAIN_ROWS = [
    Row(
        "freezing units of nothing",
        give("o", Kind.freeze, account="of-dave", instrument="none"),
        "court",
        Instruments.unknown_instrument,
    ),
    Row("a sale for no money", two("o", Kind.sell, **SALE | {"cash": "none"}), BOTH, Instruments.unknown_instrument),
    Row("a sale for what is sold", two("o", Kind.sell, **SALE | {"cash": "SHARE"}), BOTH, Outcome.not_the_sale),
    Row(
        "a sale for other money than before",
        two("o", Kind.sell, **SALE | {"cash": "OTHER"}),
        BOTH,
        Outcome.not_the_sale,
    ),
    Row("a recovery to another holder", two("o", Kind.recover, **DAVES_RECOVERY), BOTH, Holdings.recovery_to_another),
    Row(
        "new keys for it",
        two("o", Kind.recover, **DAVES_RECOVERY, keys=policy_of("dave-2")),
        BOTH,
        Holdings.recovery_to_another,
    ),
    Row(
        "a recovery to itself",
        two("o", Kind.recover, account="of-dave", receiver="of-dave"),
        BOTH,
        Holdings.same_account,
    ),
    Row(
        "a recovery to no account, by whoever has its keys",
        two("o", Kind.recover, account="of-dave", receiver="none"),
        BOTH,
        Parties.unknown_account,
    ),
    Row(
        "an end of nothing",
        two("o", Kind.end, account="of-alice", reserved_for="settlement/instruction/none"),
        BOTH,
        Outcome.nothing_to_end,
    ),
    Row(
        "an end of what reserves nothing",
        two("o", Kind.end, account="of-alice", reserved_for="parties/party/alice"),
        BOTH,
        Outcome.nothing_to_end,
    ),
    Row(
        "a thaw of nothing",
        give("o", Kind.thaw, account="of-dave", instrument="SHARE", freeze="none"),
        "court",
        Holdings.unknown_encumbrance,
    ),
    Row(
        "a thaw of another account's freeze",
        give("o", Kind.thaw, account="of-bob", instrument="SHARE", freeze="supervision/standing"),
        "court",
        Holdings.encumbrance_elsewhere,
    ),
    Row(
        "a thaw of a hold",
        give("o", Kind.thaw, account="of-alice", instrument="SHARE", freeze="live"),
        "court",
        Holdings.wrong_encumbrance_kind,
    ),
    Row(
        "proposing a thaw of nothing",
        propose("o", Kind.thaw, account="of-dave", instrument="SHARE", freeze="none"),
        "court",
        Holdings.unknown_encumbrance,
    ),
    Row(
        "a seizure from the state to itself",
        two("o", Kind.seize, account="state", instrument="SHARE", quantity=1, receiver="state"),
        BOTH,
        Holdings.same_account,
    ),
    Row(
        "new keys for a recovery to another holder, ordered when nobody asked",
        c.RenewKeys(order="recover-keys-wrong", registrar="registrar"),
        "registrar",
        Holdings.recovery_to_another,
    ),
]
"""Orders that could not be carried out."""
ORDERING = [*POLICY_ROWS, *ORDER_ROWS, *SCOPE_ROWS, *IN_VAIN_ROWS]

FOLLOWED_BY_SUPERVISION = [
    Row(
        "a supervisor's stop without an order",
        p.SuspendParty(party="alice", by="supervisor", reference="r", document=DOCUMENT),
        "supervisor",
        Outcome.orders_only,
    ),
    Row(
        "a supervisor's start without an order",
        p.ReinstateParty(party="dave", by="supervisor", reference="r", document=DOCUMENT),
        "supervisor",
        Outcome.under_order,
    ),
    Row(
        "an instrument stopped without an order",
        ChangeStatus(instrument="BIG", status=InstrumentStatus.suspended, by="supervisor"),
        "supervisor",
        Outcome.orders_only,
    ),
]
"""Calls of other modules that supervision refuses."""
FOLLOWED_BY_SUPERVISION += [
    Row(
        "a supervisor's freeze without an order", freeze("direct", account="of-dave"), "supervisor", Outcome.orders_only
    ),
    Row(
        "what is in custody, by the state itself",
        h.Transfer(sender="state", receiver="of-bob", instrument="SHARE", quantity=1),
        "treasury",
        Outcome.in_custody,
    ),
    Row(
        "what comes into an account that is half recovered",
        h.Transfer(sender="of-bob", receiver="of-finn", instrument="SHARE", quantity=1),
        "bob",
        Outcome.under_recovery,
    ),
    Row(
        "money for a sale that nobody ordered",
        bid("early-bid", "none"),
        "bob",
        Outcome.no_such_sale,
    ),
]
MARKET = supervised_market
"""What the rows need on the market of all tables."""
