# SPDX-License-Identifier: Apache-2.0
"""What is refused of trades between two: per call, in the order checked."""

from typing import Final

from msgspec.structs import replace

from counterfoil.modules.futures import bilateral_calls as b
from counterfoil.modules.futures import give_ups_calls as g
from counterfoil.modules.futures.bilateral import REGISTRATIONS
from counterfoil.modules.futures.give_ups import MOVED_ENDS
from counterfoil.modules.futures.outcomes import FuturesOutcome as Outcome
from counterfoil.modules.futures.positions import Offset
from counterfoil.modules.futures.trade_policy import TradeKind
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from support.futures_between import between, give_up, propose, register, side
from support.futures_market import AT, book, fill
from support.market import Row
from support.refused_by_records import Act, creating, on_record

APART: Final = True
MARKET = between
EFP: Final = TradeKind.efp
BLOCK: Final = replace(fill(60, "bought", "opens"), kind=TradeKind.block)
FORCED: Final = side("ann", offset=Offset.forced)
GIVEN_UP: Final = replace(fill(60, "bought", "opens"), given_up=True)


def affirm(trade: str) -> b.AffirmTrade:
    return b.AffirmTrade(trade=trade)


def withdraw(trade: str, by: str = "ann") -> b.WithdrawTrade:
    return b.WithdrawTrade(trade=trade, by=by, reason="a slip")


PROPOSING: Final = [
    Row("a trade of nothing", propose(contract="none"), "ann", Outcome.unknown_futures),
    Row("where no day is open", propose(contract="DD"), "ann", Outcome.no_day_open),
    Row("of what is over", propose(contract="over"), "ann", Outcome.contract_over),
    Row("after its price is fixed", propose(contract="fixed"), "ann", Outcome.day_settled),
    Row("where nobody may", propose(contract="IF"), "ann", Outcome.no_such_agreements),
    Row("matched by nobody", propose(kind=TradeKind.common), "ann", Outcome.no_such_agreements),
    Row("goods where blocks alone are", propose(contract="AS", kind=EFP), "ann", Outcome.no_such_agreements),
    Row("with its own account", propose(seller=side("ann", "alpha")), "ann", Outcome.sides_apart),
    Row(
        "one party for both",
        propose(buyer=side("ann", "alpha"), seller=side("cat", "alpha"), by="alpha"),
        "alpha",
        Outcome.sides_apart,
    ),
    Row("by an onlooker", propose(by="cat"), "cat", Outcome.not_its_side),
    Row("over before it began", propose(expires=1), "ann", Outcome.agreement_expired),
    Row("a block that is forced", propose(buyer=FORCED), "ann", Outcome.forced_without_reason),
    Row("an exchange for nothing", propose(kind=EFP), "ann", Outcome.goods_of_an_exchange),
    Row("a block with goods", propose(physical="contract 7"), "ann", Outcome.goods_of_an_exchange),
    Row("a block of one", propose(lots=1), "ann", Outcome.block_too_small),
    Row("off the tick", propose(price=AT + 1), "ann", Outcome.off_tick),
    Row("above the band", propose(price=AT + 1_002), "ann", Outcome.outside_band),
    Row("below the band", propose(price=AT - 1_002), "ann", Outcome.outside_band),
    Row("in another's name", propose(), "bob", Parties.not_authorised),
    Row("a name that is taken", propose("open"), "ann", Outcome.agreed_trade_exists),
]
AGREEING: Final = [
    Row("affirming nothing", affirm("none"), "bob", Outcome.unknown_agreed_trade),
    Row("affirming what was let go", affirm("gone"), "bob", Outcome.agreement_elsewhere),
    Row("affirming twice", affirm("done"), "bob", Outcome.agreement_elsewhere),
    Row("affirming too late", affirm("late"), "bob", Outcome.agreement_expired),
    Row("affirming one's own", affirm("open"), "ann", Parties.not_authorised),
    Row("allowing nothing", b.AllowTrade(trade="none"), "ccp", Outcome.unknown_agreed_trade),
    Row("allowing what nobody affirmed", b.AllowTrade(trade="open"), "ccp", Outcome.agreement_elsewhere),
    Row("allowing too late", b.AllowTrade(trade="late-house"), "ccp", Outcome.agreement_expired),
    Row("allowing by the venue", b.AllowTrade(trade="asked"), "venue", Parties.not_authorised),
    Row("letting nothing go", withdraw("none"), "ann", Outcome.unknown_agreed_trade),
    Row("letting go another's", withdraw("open", "cat"), "cat", Outcome.not_its_side),
    Row("letting go what is agreed", withdraw("done"), "ann", Outcome.agreement_elsewhere),
    Row("letting go unasked", withdraw("open"), "bob", Parties.not_authorised),
]
REGISTERING: Final = [
    Row("registering nothing", register("none"), "venue", Outcome.unknown_agreed_trade),
    Row("before it is affirmed", register("open"), "venue", Outcome.agreement_elsewhere),
    Row("before the house agrees", register("asked"), "venue", Outcome.agreement_elsewhere),
    Row("registering too late", register("late-agreed"), "venue", Outcome.agreement_expired),
    Row("a trade of yesterday", register("old"), "venue", Outcome.agreed_for_another_day),
    Row("an account of another house", register("there"), "venue", Outcome.another_house),
    Row("an account of another", register("of-another"), "venue", Outcome.not_its_side),
    Row("opening where the member failed", register("failed", "sold"), "venue", Outcome.member_in_default),
    Row("a person agrees near the end", register("near"), "venue", Outcome.out_before_the_end),
    Row("registered by the house", register("done"), "ccp", Parties.not_authorised),
    Row("a number that stands there", register("done", number=7), "venue", Outcome.numbers_unordered),
    Row("the same side twice", register("full", number=9), "venue", Outcome.registered_already),
    Row("a block among the venue's", book("m-ann", BLOCK, contract="BL"), "venue", Outcome.agreed_apart),
    Row("a trade given up among them", book("m-ann", GIVEN_UP, contract="BL"), "venue", Outcome.agreed_apart),
]


def refuse(name: str, by: str = "alpha") -> g.RefuseGiveUp:
    return g.RefuseGiveUp(give_up=name, by=by, reason="not ours")


GIVING_UP: Final = [
    Row("giving up nothing", give_up(contract="none"), "beta", Outcome.unknown_futures),
    Row("giving up where no day is open", give_up(contract="DD"), "beta", Outcome.no_day_open),
    Row("giving up what is over", give_up(contract="over"), "beta", Outcome.contract_over),
    Row("giving up after settlement", give_up(contract="fixed"), "beta", Outcome.day_settled),
    Row("to oneself", give_up(carrying="beta"), "beta", Outcome.sides_apart),
    Row("to where it is", give_up(carried_in="b-ann"), "beta", Outcome.sides_apart),
    Row("by the client", give_up(), "ann", Parties.not_authorised),
    Row("a give-up that is there", give_up("offered"), "beta", Outcome.give_up_exists),
    Row("taking nothing", g.TakeUp(give_up="none"), "alpha", Outcome.unknown_give_up),
    Row("taking what was turned down", g.TakeUp(give_up="refused"), "alpha", Outcome.agreement_elsewhere),
    Row(
        "taking it as forced", g.TakeUp(give_up="offered", offset=Offset.forced), "alpha", Outcome.forced_without_reason
    ),
    Row("taking what another is offered", g.TakeUp(give_up="offered"), "beta", Parties.not_authorised),
    Row("taking what the client did not", g.TakeUp(give_up="own"), "alpha", Parties.not_authorised),
    Row("turning nothing down", refuse("none"), "alpha", Outcome.unknown_give_up),
    Row("turning down what was taken", refuse("taken"), "alpha", Outcome.agreement_elsewhere),
    Row("turning down another's", refuse("offered", "gamma"), "gamma", Outcome.not_its_side),
    Row("turning down unasked", refuse("offered"), "beta", Parties.not_authorised),
]
MOVING: Final = [
    Row("carrying nothing", g.Carry(give_up="none"), "cat", Outcome.unknown_give_up),
    Row("carrying what nobody took", g.Carry(give_up="offered"), "cat", Outcome.agreement_elsewhere),
    Row("carrying what is of yesterday", g.Carry(give_up="old-one"), "cat", Outcome.agreed_for_another_day),
    Row("opening with a member that failed", g.Carry(give_up="failed"), "cat", Outcome.member_in_default),
    Row("a person is carried near the end", g.Carry(give_up="near-end"), "cat", Outcome.out_before_the_end),
    Row("carrying for another", g.Carry(give_up="to-another"), "cat", Outcome.not_its_side),
    Row("carrying what was never executed", g.Carry(give_up="unheard-of"), "cat", Outcome.no_such_fill),
    Row("carrying it at another price", g.Carry(give_up="otherwise"), "cat", Outcome.no_such_fill),
    Row("carrying what another executed", g.Carry(give_up="of-bob"), "cat", Outcome.not_its_side),
    Row("carrying what its client was not asked", g.Carry(give_up="unasked"), "cat", Outcome.not_its_side),
    Row("carrying what is closed", g.Carry(give_up="closed"), "cat", Outcome.closes_more_than_open),
    Row("carrying twice", g.Carry(give_up="moved"), "cat", Outcome.moved_already),
    Row("letting go of nothing", g.LetGo(give_up="none"), "cat", Outcome.unknown_give_up),
    Row("letting go what nobody took", g.LetGo(give_up="offered"), "cat", Outcome.agreement_elsewhere),
    Row("letting go what is of yesterday", g.LetGo(give_up="old-one"), "cat", Outcome.agreed_for_another_day),
    Row("letting go of a stranger's", g.LetGo(give_up="of-bob"), "cat", Outcome.not_its_side),
    Row("letting go where nothing is", g.LetGo(give_up="hedged"), "cat", Outcome.unknown_futures_position),
    Row("letting go at another price", g.LetGo(give_up="otherwise"), "cat", Outcome.no_such_fill),
    Row("letting go twice", g.LetGo(give_up="moved"), "cat", Outcome.moved_already),
    Row("letting go what nobody carries", g.LetGo(give_up="taken"), "cat", Outcome.not_carried),
]
ACTS: Final = [
    Act("a side that is not registered", on_record(REGISTRATIONS, "open", "bought"), Outcome.not_registered),
    Act("an end at which nothing moved", on_record(MOVED_ENDS, "taken", "carried"), Outcome.not_moved),
    Act("moved twice", creating(MOVED_ENDS, "moved", "carried"), Outcome.moved_already),
]
