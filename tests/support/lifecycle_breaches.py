# SPDX-License-Identifier: Apache-2.0
"""Registers and corporate actions in the evidence world, and one breach for each rule about them: ``law_breaches``."""

from typing import Any, Final

import msgspec

from counterfoil.law.dated import SCHEDULED_MAX
from counterfoil.modules.holdings.law import STANDING_CONSENTS
from counterfoil.modules.lifecycle.actions import ACTIONS
from counterfoil.modules.lifecycle.law import LIFECYCLE
from counterfoil.modules.lifecycle.queries import next_steps
from counterfoil.modules.lifecycle.records import PENDING_MAX
from counterfoil.modules.supervision.law import SUPERVISION
from counterfoil.primitives.types import InstrumentId
from support.corporate_actions import document, written
from support.evidence_story import CASH, LI, SHARE, WANG, founded, issue, leg, open_account, register, transfer
from support.evidence_world import START_MS, World
from support.law_breaches import Breach, call
from support.supervision_story import NEW, give, powers

HOUR_MS: Final = 3_600_000
DAY_MS: Final = 24 * HOUR_MS
SOON: Final = START_MS + HOUR_MS
FAR: Final = START_MS + 300 * DAY_MS
PAST: Final = START_MS + 1
BOND: Final = InstrumentId("BOND")
TERMS: Final[dict[str, Any]] = {
    "contractType": "PAM",
    "contractID": "BOND",
    "contractRole": "RPA",
    "statusDate": "2025-12-01T00:00:00",
    "initialExchangeDate": "2025-12-02T00:00:00",
    "maturityDate": "2026-07-02T00:00:00",
    "currency": "CNY",
    "notionalPrincipal": "100",
    "nominalInterestRate": "0.0365",
    "dayCountConvention": "A365",
    "cycleAnchorDateOfInterestPayment": "2026-01-02T00:00:00",
    "cycleOfInterestPayment": "P6ML1",
}
"""31 days of interest on 2 January, and the rest with the principal on 2 July."""
TEXT: Final = written(TERMS)
FLOATING: Final[dict[str, Any]] = TERMS | {
    "contractID": "FLOATS",
    "lifeFloor": "0",
    "marketObjectCodeOfRateReset": "RATE",
    "cycleAnchorDateOfRateReset": "2026-01-01T00:00:00",
}
"""The same, but it takes the rate that somebody publishes for 1 January."""
FLOATS: Final = written(FLOATING)
RATED_DAY: Final = 20_454
"""1 January 2026."""
RECOVERY: Final = [one | {"officers": ["clerk"]} for one in powers() if one["kind"] == "recover"]
RPL: Final = written(TERMS | {"contractRole": "RPL"})
TRADE: Final = "settlement/instruction/trade"
SETTLED: Final = "settlement/instruction/settled"


def at(action: str, **more: Any) -> dict[str, Any]:
    return {"instrument": SHARE, "action": action, **more}


def bond(name: str, text: str) -> list[dict[str, Any]]:
    """A bond of Acme's that names the hash of these terms."""
    unit = {"name": "bond", "decimals": 0}
    terms = msgspec.to_builtins(document(text))
    define = call("instruments.define", instrument=name, kind="bond", issuer="acme", name=name, unit=unit, terms=terms)
    return [define, call("instruments.change_status", instrument=name, status="active", by="acme")]


def registered(name: str, text: str, **more: Any) -> dict[str, Any]:
    fields = {**more, "per": 1, "cash": CASH, "rounding": "HALF_UP", "offset_min": 0, "record_before": 6 * HOUR_MS}
    return call("lifecycle.register_terms", instrument=name, text=text, **fields)


def rate(verb: str, value: str) -> dict[str, Any]:
    fields = {"publisher": "venue", "reference_rate": "RATE", "day": RATED_DAY, "rate": value}
    return call(f"lifecycle.{verb}", **fields)


def announce(action: str = "fresh", kind: str = "dividend", base: int = FAR, **changed: Any) -> dict[str, Any]:
    times = {"record_time": base, "ex_time": base + 1, "pay_time": base + HOUR_MS}
    fields = {"amount": 7, "per": 10, "rounding": "HALF_UP", "reference": "meeting", "cash": CASH}
    said = at(action, kind=kind, **{**times, **fields, **changed})
    return call("lifecycle.announce", **{name: what for name, what in said.items() if what is not None})


def schedule(snapshot: str = "fresh", **changed: Any) -> dict[str, Any]:
    fields = {"instrument": SHARE, "record_time": FAR, "by": "acme", "reference": "meeting", **changed}
    return call("lifecycle.schedule", snapshot=snapshot, **fields)


def move(snapshot: str, record_time: int = FAR + 1, instrument: str = SHARE) -> dict[str, Any]:
    where = {"instrument": instrument, "snapshot": snapshot}
    return call("lifecycle.move", record_time=record_time, reference="postponed", **where)


def of(verb: str, snapshot: str, instrument: str = SHARE, **more: Any) -> dict[str, Any]:
    return call(f"lifecycle.{verb}", instrument=instrument, snapshot=snapshot, **more)


def withhold(since: int) -> dict[str, Any]:
    fields = {"income": "dividend", "rates": [], "usual_ppm": 100_000, "account": "tax", "by": "supervisor"}
    return call("lifecycle.withhold", since=since, reference="law of 1980", **fields)


def do(verb: str, action: str, **more: Any) -> dict[str, Any]:
    return call(f"lifecycle.{verb}", **at(action, **more))


def claim(instruction: str, action: str = "open", verb: str = "claim") -> dict[str, Any]:
    return do(verb, action, seller=LI, buyer=WANG, instruction=instruction)


def wait(world: World, time: int) -> None:
    """The next block is later than a time."""
    world.waited_ms += max(0, time + 1 - world.next_time)


def step(world: World, instrument: str, name: str, at_most: int = 50) -> bool:
    """What anybody may do next, by somebody whom it does not concern."""
    calls = list(next_steps(world.ledger.view, InstrumentId(instrument), name, world.next_time))
    if calls:
        world.do("venue", calls=[msgspec.to_builtins(one) for one in calls[:at_most]])
    return bool(calls)


def fixed(world: World, name: str, instrument: str = SHARE) -> None:
    """Its register recorded, and its whole divided."""
    action = world.ledger.view.read(ACTIONS, instrument, name)
    assert action is not None
    wait(world, action.record_time)
    while action is not None and action.division is None:
        assert step(world, instrument, name)
        action = world.ledger.view.read(ACTIONS, instrument, name)


def funded(world: World, name: str, instrument: str = SHARE, **changed: Any) -> None:
    """Acme sets cash aside for an action."""
    action = world.ledger.view.read(ACTIONS, instrument, name)
    assert action is not None
    named = f"for-{name}".replace("/", "-")
    hold = {"hold": named, "account": "till", "instrument": CASH, "executor": action.path, "expires": FAR + DAY_MS}
    reserve = call("holdings.hold", **{"quantity": action.whole, **hold, **changed})
    fund = call("lifecycle.fund", instrument=instrument, action=name, hold=named)
    world.do("acme", calls=[reserve, fund])


def begun() -> World:
    """Li and Wang hold shares and bonds; Acme has cash; a bond pays from its terms, and the first payment is due."""
    world = founded(LIFECYCLE, STANDING_CONSENTS, SUPERVISION)
    world.do("acme", calls=[open_account("till", "acme", "holder")])
    world.do("acme", calls=[open_account("late", "acme", "holder")])
    world.do("supervisor", calls=[open_account("tax", "supervisor", "holder")])
    world.do("acme", calls=bond(BOND, TEXT))
    world.do("acme", calls=[registered(BOND, TEXT)])
    for instrument in (SHARE, BOND):
        world.do("acme", calls=[issue(LI, 333, instrument), issue(WANG, 335, instrument)])
    world.do("bank", calls=[issue("till", 1_000_000, CASH), issue(LI, 10_000, CASH)])
    world.do("venue", calls=[call("lifecycle.propose", instrument=BOND)])
    return world


def corporate() -> World:
    """Snapshots and actions in every state."""
    world = begun()
    for name, text in (("FRESH", TEXT), ("PAYS", RPL), ("FULL", TEXT)):
        world.do("acme", calls=bond(name, text))
    rights = {"price": 2, "deadline": FAR, "proceeds": "till"}
    for name, kind, more in (
        ("paid", "dividend", {}),
        ("open", "dividend", {}),
        ("later", "dividend", {"pay_time": FAR}),
        ("chosen", "dividend", {"price": 2, "deadline": SOON + HOUR_MS}),
        ("recorded", "dividend", {}),
        ("bonus", "bonus", {"cash": None}),
        ("rights", "rights", rights),
    ):
        world.do("acme", calls=[announce(name, kind, SOON, **more)])
    for name, quantity in (("trade", 300), ("second", 300), ("settled", 10), ("beyond", 334)):
        legs = [leg(LI, WANG, SHARE, quantity)]
        due = {"expires": FAR, "intended_settlement": SOON}
        instruct = call("settlement.instruct", instruction=name, by="venue", legs=legs, **due)
        world.do("venue", "li", calls=[instruct, call("settlement.affirm", instruction=name, account=LI)])
    _done(world)
    rated(world)
    world.do("registrar", calls=[register("court", "supervisor"), register("clerk", "venue")])
    world.do("li", calls=[open_account(NEW, "li", "holder")])
    policy = call("supervision.set_policy", by="supervisor", changers=["supervisor"], powers=RECOVERY)
    world.do("supervisor", calls=[policy])
    world.do("court", "clerk", calls=[give("lost", "recover", "court", "clerk", account=LI, receiver=NEW)])
    return world


def rated(world: World) -> None:
    """A floating bond of Li's pays by the rate that the venue published."""
    world.do("acme", calls=bond("FLOATS", FLOATS))
    world.do("acme", calls=[registered("FLOATS", FLOATS, publisher="venue"), issue(LI, 333, "FLOATS")])
    world.do("venue", calls=[rate("publish_fixing", "0.02")])
    world.do("venue", calls=[call("lifecycle.propose", instrument="FLOATS")])
    wait(world, START_MS + 19 * HOUR_MS)
    register = [of(verb, "_due-1", "FLOATS") for verb in ("record", "close")]
    compute = call("lifecycle.compute", instrument="FLOATS", action="_due-1")
    world.do("venue", calls=[register[0], of("count", "_due-1", "FLOATS", account=LI), register[1], compute])
    world.do("venue", calls=[call("lifecycle.propose", instrument="FLOATS")])


def _done(world: World) -> None:
    wait(world, SOON)
    world.do("li", calls=[transfer(LI, "till", 1)])
    for name in ("paid", "open", "later", "chosen", "bonus", "rights"):
        fixed(world, name)
    soon = world.next_time + 2_000
    world.do("acme", calls=[schedule(name, record_time=soon) for name in ("passed", "counting", "over")])
    wait(world, soon)
    world.do("venue", calls=[of("record", "counting"), of("count", "counting", account=LI)])
    while step(world, SHARE, "over"):
        pass
    world.do("venue", calls=[of("record", "recorded"), of("count", "recorded", account=WANG), of("close", "recorded")])
    divide = do("divide", "recorded", division="part"), do("entitle", "recorded", division="part", account=LI)
    world.do("venue", calls=list(divide))
    wait(world, SOON + 2 * HOUR_MS)
    for name in ("paid", "open", "later"):
        funded(world, name, quantity=2_000)
    while step(world, SHARE, "paid"):
        pass
    _claimed(world)
    hold = {"hold": "lis-cash", "account": LI, "instrument": CASH, "quantity": 900, "expires": FAR}
    world.do("li", calls=[call("holdings.hold", executor=f"lifecycle/action/{SHARE}/rights", **hold)])
    world.do("li", calls=[transfer(LI, "late", 1)])
    schedules = [schedule(f"s{number}", instrument="FULL") for number in range(PENDING_MAX)]
    world.do("acme", calls=[*schedules, schedule("gone")])
    world.do("acme", calls=[of("cancel", "gone", reference="no meeting")])
    world.do("supervisor", calls=[withhold(FAR + number) for number in range(SCHEDULED_MAX)])


def _claimed(world: World) -> None:
    world.do("venue", calls=[do("pay", "open", account=WANG)])
    for instruction, action in ((TRADE, "open"), (SETTLED, "open"), (SETTLED, "later")):
        world.do("north", calls=[claim(instruction, action)])
    settle = [call("settlement.affirm", instruction="settled", account=WANG)]
    settle += [call("settlement.allocate", instruction="settled", account=LI)]
    settle += [call("settlement.settle", instruction="settled", by="venue")]
    world.do("li", "north", "venue", calls=[*settle, claim(SETTLED, verb="settle_claim")])


WORLD = corporate


def entitlement(action: str, account: str = LI, division: str = "d1") -> str:
    return f"lifecycle/entitlement/{SHARE}/{action}/{division}/{account}"


def action(name: str) -> str:
    return f"lifecycle/action/{SHARE}/{name}"


def taken(name: str, instrument: str = SHARE) -> str:
    return f"lifecycle/snapshot/{instrument}/{name}"


def raised(name: str, instruction: str) -> str:
    return f"lifecycle/claim/{SHARE}/{name}/{LI}/{WANG}/{instruction}"


SPACED: Final = TEXT + " "
EXERCISE: Final = do("exercise", "rights", account=LI, quantity=400, hold="lis-cash")
BREACHES: dict[str, Breach] = {
    "lifecycle.exercise.beyond_rights": Breach(entitlement("rights"), "li", EXERCISE),
    "lifecycle.propose.payment_pending": Breach(
        taken("_due-2", BOND), "venue", call("lifecycle.propose", instrument=BOND)
    ),
    "lifecycle.ClaimRaised.touches.less.beyond_entitlement": Breach(
        raised("open", "settlement/instruction/second"), "north", claim("settlement/instruction/second")
    ),
    "lifecycle.plan_of.terms_not_computable": Breach("lifecycle/terms/PAYS", "acme", registered("PAYS", RPL)),
    "lifecycle.register_terms.floating_terms": Breach(
        "lifecycle/terms/FRESH", "acme", registered("FRESH", TEXT, publisher="venue")
    ),
    "lifecycle.compute.action_not_so_far": Breach(
        "lifecycle/action/FLOATS/_due-1", "venue", call("lifecycle.compute", instrument="FLOATS", action="_due-1")
    ),
    "lifecycle.compute.snapshot_not_open": Breach(
        "lifecycle/action/FLOATS/_due-2", "venue", call("lifecycle.compute", instrument="FLOATS", action="_due-2")
    ),
    "lifecycle.correct_fixing.fixing_used": Breach(
        f"lifecycle/fixing/venue/RATE/{RATED_DAY}", "venue", rate("correct_fixing", "0.03")
    ),
    "lifecycle.Scheduled.touches.fold.register_full": Breach(
        "lifecycle/register/FULL", "acme", schedule(instrument="FULL")
    ),
    "lifecycle.WithholdingSet.touches.fold.too_many_withholdings": Breach(
        "lifecycle/withholding/dividend", "supervisor", withhold(FAR + 99)
    ),
    "lifecycle.register_terms.other_terms": Breach("lifecycle/terms/FRESH", "acme", registered("FRESH", SPACED)),
    "lifecycle.announce.record_time_passed": Breach(action("fresh"), "acme", announce(record_time=PAST)),
    "lifecycle.announce.action_out_of_order": Breach(action("fresh"), "acme", announce(ex_time=FAR)),
    "lifecycle.announce.bonus_costs": Breach(action("fresh"), "acme", announce(kind="bonus", price=1)),
    "lifecycle.schedule.record_time_passed": Breach(taken("fresh"), "acme", schedule(record_time=PAST)),
    "lifecycle.move.record_time_passed": Breach(taken("s0", "FULL"), "acme", move("s0", PAST, "FULL")),
    "lifecycle._to_come.snapshot_not_open": Breach(taken("gone"), "acme", move("gone")),
    "lifecycle._to_come.record_time_passed": Breach(taken("passed"), "acme", move("passed")),
    "lifecycle.record.snapshot_not_open": Breach(taken("counting"), "venue", of("record", "counting")),
    "lifecycle.record.record_time_to_come": Breach(taken("s0", "FULL"), "venue", of("record", "s0", "FULL")),
    "lifecycle.count.snapshot_not_open": Breach(
        f"lifecycle/position/{SHARE}/paid/late", "venue", of("count", "paid", account="late")
    ),
    "lifecycle.close.snapshot_not_open": Breach(taken("over"), "venue", of("close", "over")),
    "lifecycle.close.register_incomplete": Breach(taken("counting"), "venue", of("close", "counting")),
    "lifecycle.withhold.backdated_withholding": Breach(
        "lifecycle/withholding/interest", "supervisor", withhold(PAST) | {"income": "interest"}
    ),
    "lifecycle.entitle.nothing_held": Breach(
        entitlement("recorded", "till", "part"), "venue", do("entitle", "recorded", division="part", account="till")
    ),
    "lifecycle.fix.sum_not_the_whole": Breach(action("recorded"), "venue", do("fix", "recorded", division="part")),
    "lifecycle.fund.hold_not_for_it": Breach(action("open"), "venue", do("fund", "open", hold="lis-cash")),
    "lifecycle.pay.action_not_so_far": Breach(entitlement("rights"), "venue", do("pay", "rights", account=LI)),
    "lifecycle.pay.not_payable_yet": Breach(entitlement("later"), "venue", do("pay", "later", account=LI)),
    "lifecycle.finish.still_owed": Breach(action("open"), "venue", do("finish", "open")),
    "lifecycle.elect.nothing_to_elect": Breach(entitlement("rights"), "li", do("elect", "rights", account=LI)),
    "lifecycle.take_over.no_such_recovery": Breach(
        entitlement("open"), "li", do("take_over", "open", account=LI, order="supervision/order/lost")
    ),
    "lifecycle.claim.action_not_so_far": Breach(raised("bonus", TRADE), "north", claim(TRADE, "bonus")),
    "lifecycle.claim.no_such_trade": Breach(
        raised("chosen", "settlement/instruction/beyond"), "north", claim("settlement/instruction/beyond", "chosen")
    ),
    "lifecycle.settle_claim.claim_over": Breach(
        raised("open", SETTLED), "venue", claim(SETTLED, "open", "settle_claim")
    ),
    "lifecycle.settle_claim.not_payable_yet": Breach(
        raised("later", SETTLED), "venue", claim(SETTLED, "later", "settle_claim")
    ),
    "lifecycle._whose.trade_not_over": Breach(raised("open", TRADE), "venue", claim(TRADE, "open", "settle_claim")),
    "lifecycle._in_state.action_not_so_far": Breach(
        f"lifecycle/division/{SHARE}/open/more", "venue", do("divide", "open", division="more")
    ),
    "lifecycle._entitled.paid_already": Breach(entitlement("open", WANG), "venue", do("pay", "open", account=WANG)),
    "lifecycle._require_before_deadline.election_closed": Breach(
        entitlement("chosen"), "li", do("elect", "chosen", account=LI)
    ),
}
UNCOVERED: dict[str, str] = {
    "lifecycle.exercise.hold_elsewhere": "it moves cash of whoever exercises, which another's hold grants nobody",
    "lifecycle.move.time_beyond_counting": "no operator can write a number that canonical JSON does not have",
    "lifecycle.Action.issued_by.action_not_so_far": "the laws bring units by actions of the right kinds alone",
    "lifecycle.Action._require_own.action_not_so_far": "every law that moves by an action asks for its state before",
    "lifecycle.exercise.nothing_to_elect": "only rights have an account into which they are paid",
}
