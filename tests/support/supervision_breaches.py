# SPDX-License-Identifier: Apache-2.0
"""One breach for each rule of supervision: what was done before, and the call that this rule alone forbids."""

from typing import Any

from counterfoil.law.dated import SCHEDULED_MAX
from counterfoil.modules.supervision.records import WAITING_MAX
from support.evidence_story import CASH, LI, SHARE, WANG, ZHAO, issue
from support.evidence_world import START_MS, plain_policy
from support.law_breaches import IDLE, Breach, define, status
from support.supervision_story import (
    DOCUMENT,
    FILE_OF_LI,
    LIS,
    LONGEST_MS,
    NEW,
    STATE,
    UNTIL,
    bid,
    call,
    done,
    give,
    policy,
    powers,
    propose,
    restitution,
    sale,
    seizure,
    supervised,
)

POLICY = "supervision/policy/current"
X = "supervision/order/x"
HEIGHT = supervised().height
SOON = START_MS + 1_000 * HEIGHT + 3_500
"""Two blocks from now this has not come; after two that go by it has."""
Steps = list[tuple[str, dict[str, Any] | None]]
SEIZED: Steps = [("court clerk", seizure()), ("court", done("seize", "seizure", free=300))]
FREELY = [{name: value for name, value in one.items() if name != "orders_only"} for one in powers()]
"""Powers that leave supervisors free to act without an order."""
ONE_ROLE = {"supervisor": "supervisor", "reference": "r", "document": DOCUMENT}
BY_ROLE = {"call": "holdings.freeze", "freeze": "old", "quantity": 5, **LIS, **ONE_ROLE}
DOLLARS = "USD"
SOLD_FOR_DOLLARS: Steps = [
    ("bank", define(instrument=DOLLARS, kind="cash", issuer="bank")),
    ("bank", status("active", "bank", DOLLARS)),
    ("bank", issue(WANG, 100, DOLLARS)),
    *SEIZED,
    # Given before anything is sold: afterwards no order for other money is given.
    ("court clerk", give("x", "sell", "court", "clerk", seizure="seizure", quantity=1, cash=DOLLARS, price=1)),
    ("court clerk", sale()),
    ("north", bid()),
    ("court", done("sell", "sale", hold="bid", receiver=WANG)),
    ("north", bid("more", "x", 1) | {"instrument": DOLLARS}),
]


def suspended(order: str = "s", **scope: str) -> Steps:
    """A subject suspended under an order."""
    return [("court", give(order, "suspend", **scope)), ("court", done("suspend", order))]


FAR = "settlement/instruction/far"


def half_reserved() -> Steps:
    """Li has reserved shares for Wang, who is to pay and has not reserved; and an order about Wang's account."""
    legs = [
        {"sender": LI, "receiver": WANG, "instrument": SHARE, "quantity": 40},
        {"sender": WANG, "receiver": LI, "instrument": CASH, "quantity": 80},
    ]
    told = {"by": "li", "legs": legs, "expires": UNTIL}
    named = [
        ("li", settling("instruct", **told)),
        ("li", settling("affirm", account=LI)),
        ("north", settling("affirm", account=WANG)),
        ("li", settling("allocate", account=LI)),
    ]
    return [*named, ("court clerk", give("x", "end", "court", "clerk", account=WANG))]


def settling(verb: str, **fields: Any) -> dict[str, Any]:
    return {"call": f"settlement.{verb}", "instruction": "far", **fields}


def short(number: int) -> dict[str, Any]:
    """A limit, one of many."""
    return give(f"l{number}", "limit", instrument=SHARE, quantity=1_000_000)


WORLD = supervised
"""In which the rules are broken."""
BREACHES = {
    "supervision.recover.keys_first": Breach(
        "supervision/order/r",
        "court",
        done("recover", "r", holdings=[{"instrument": SHARE}]),
        [("court clerk", give("r", "recover", "court", "clerk", account=LI, receiver=NEW, keys=plain_policy("li-2")))],
    ),
    "supervision.recover.nothing_moved": Breach(
        "supervision/order/r",
        "court",
        done("recover", "r", holdings=[]),
        [("court clerk", give("r", "recover", "court", "clerk", account=NEW, receiver=LI))],
    ),
    "settlement.Instruction.delivery_of.nothing_reserved": Breach(
        FAR, "court", done("end", "x", records=[FAR]), half_reserved()
    ),
    "supervision.suspend.must_be_another": Breach(
        X, "court", done("suspend", "x"), [("court", give("x", "suspend", party="court"))]
    ),
    "supervision.suspend.party_suspended": Breach(
        X, "court", done("suspend", "x"), [*suspended(party="wang"), ("court", give("x", "suspend", party="wang"))]
    ),
    "supervision.suspend.account_suspended": Breach(
        X, "court", done("suspend", "x"), [*suspended(account=LI), ("court", give("x", "suspend", account=LI))]
    ),
    "supervision.answer.order_of_another_kind": Breach(
        X, "li", call("answer", order="x", document=DOCUMENT), [("court", give("x", "suspend", party="li"))]
    ),
    "supervision.answer.order_not_in_force": Breach(
        X,
        "li",
        call("answer", order="x", document=DOCUMENT),
        [("court", give("x", "disclose", party="li")), ("court", done("lift", "x"))],
    ),
    "supervision.sell.not_the_sale 2": Breach(
        f"holdings/holding/{WANG}/{CASH}",
        "court",
        done("sell", "sale", hold="bid", receiver=ZHAO),
        [*SEIZED, ("court clerk", sale()), ("north", bid())],
    ),
    "supervision._resumed.party_not_suspended": Breach(
        X, "court", done("resume", "x"), [("court", give("x", "resume", party="wang"))]
    ),
    "supervision._resumed.account_not_suspended": Breach(
        X, "court", done("resume", "x"), [("court", give("x", "resume", account=LI))]
    ),
    "supervision._turned.status_change_not_allowed": Breach(
        X, "court", done("resume", "x"), [("court", give("x", "resume", instrument=SHARE))]
    ),
    "supervision._require_end.no_say": Breach(
        f"holdings/holding/{LI}/{SHARE}",
        "court",
        done("thaw", "x"),
        [
            ("supervisor", policy(powers=FREELY)),
            ("supervisor", BY_ROLE),
            ("court", give("x", "thaw", **LIS, freeze="old")),
        ],
    ),
    "supervision._require_turn.freeze_out_of_turn": Breach(
        X, "court", done("freeze", "x"), [("court", give(name, "freeze", **LIS)) for name in ("first", "x")]
    ),
    "supervision.PolicySet.permit.not_a_changer": Breach(POLICY, "police", policy(by="police")),
    "supervision.PolicySet.permit.second_needed": Breach(
        POLICY, "supervisor", policy(), [("supervisor", policy(changed_by_two=True))]
    ),
    "supervision.PolicySet.permit.not_a_changer 2": Breach(POLICY, "supervisor police", policy(second="police")),
    "supervision.Given.permit.second_needed": Breach(X, "court", give("x", "burn", **LIS, quantity=1)),
    "supervision.Approved.permit.order_too_long": Breach(
        X,
        "clerk",
        call("approve", order="x", checker="clerk"),
        [
            ("court", propose("x", "suspend", account=LI)),
            ("supervisor", policy(powers=[one | {"duration_max_ms": 1} for one in powers()])),
        ],
    ),
    "supervision.Approved.permit.one_pair_of_eyes": Breach(
        X,
        "both",
        call("approve", order="x", checker="both"),
        [("court", propose("x", "burn", **LIS, quantity=1))],
    ),
    "supervision.power_behind.order_in_the_past": Breach(
        X, "court", give("x", "suspend", account=LI, expires=START_MS + 1)
    ),
    "supervision.power_behind.order_too_long": Breach(
        X, "court", give("x", "suspend", account=LI, expires=UNTIL + LONGEST_MS)
    ),
    "supervision.require_power.power_missing": Breach(X, "venue", give("x", "freeze", "venue", **LIS)),
    "supervision.require_power.not_a_state_account": Breach(
        X, "court clerk", give("x", "seize", "court", "clerk", **LIS, quantity=1, receiver=WANG)
    ),
    "supervision.require_checker.not_a_checker": Breach(
        X, "court venue", give("x", "burn", "court", "venue", **LIS, quantity=1)
    ),
    "supervision.require_two.one_pair_of_eyes": Breach(
        X, "court", give("x", "burn", "court", "court", **LIS, quantity=1)
    ),
    "supervision.require_say.no_say": Breach(
        X, "court", done("lift", "x"), [("police", give("x", "freeze", "police", **LIS))]
    ),
    "supervision.set_policy.policy_in_the_past": Breach(POLICY, "supervisor", policy(since=START_MS)),
    "supervision.set_policy.policy_unsound": Breach(POLICY, "supervisor", policy(powers=[*powers()[:3], powers()[0]])),
    "supervision.set_policy.policy_unsound 2": Breach(
        POLICY,
        "supervisor",
        policy(powers=[{"kind": "burn", "authorities": ["court"], "four_eyes": True, "duration_max_ms": 1}]),
    ),
    "supervision.set_policy.policy_unsound 3": Breach(
        POLICY, "supervisor", policy(changers=["court"], changed_by_two=True)
    ),
    "supervision.approve.order_not_proposed": Breach(
        X, "clerk", call("approve", order="x", checker="clerk"), [("court", give("x", "suspend", account=LI))]
    ),
    "supervision.approve.order_expired": Breach(
        X,
        "clerk",
        call("approve", order="x", checker="clerk"),
        [("court", propose("x", "suspend", account=LI, expires=SOON)), IDLE, IDLE, IDLE],
    ),
    "supervision.lift.order_not_in_force": Breach(
        X, "court", done("lift", "x"), [("court", give("x", "disclose", party="li")), ("court", done("lift", "x"))]
    ),
    "supervision.expire.order_not_in_force": Breach(
        X,
        "venue",
        call("expire", order="x"),
        [("court", give("x", "disclose", party="li", expires=SOON)), ("court", done("lift", "x")), IDLE, IDLE],
    ),
    "supervision.expire.order_not_expired": Breach(
        X, "venue", call("expire", order="x"), [("court", give("x", "disclose", party="li"))]
    ),
    "supervision.expire.nobody_needed": Breach(
        X,
        "court",
        call("expire", order="x", by="court"),
        [("court", give("x", "disclose", party="li", expires=SOON)), IDLE, IDLE],
    ),
    "supervision.give_back.order_not_expired": Breach(
        "holdings/encumbrance/bid",
        "venue",
        call("give_back", order="sale", hold="bid"),
        [*SEIZED, ("court clerk", sale()), ("north", bid())],
    ),
    "supervision.subjects_of.wrong_scope": Breach(X, "court", give("x", "suspend", **LIS)),
    "supervision.subjects_of.invalid_key_policy": Breach(
        X,
        "court clerk",
        give("x", "recover", "court", "clerk", account=LI, receiver=NEW, keys=plain_policy("li-2") | {"threshold": 2}),
    ),
    "supervision.in_force_now.order_of_another_kind": Breach(
        X, "court", done("suspend", "x"), [("court", give("x", "disclose", party="wang"))]
    ),
    "supervision.in_force_now.order_not_in_force": Breach(
        X,
        "court",
        done("set_limit", "x"),
        [("court", give("x", "limit", instrument=SHARE, quantity=1)), ("court", done("lift", "x"))],
    ),
    "supervision.in_force_now.order_expired": Breach(
        X,
        "court",
        done("set_limit", "x"),
        [("court", give("x", "limit", instrument=SHARE, quantity=1, expires=SOON)), IDLE, IDLE, IDLE],
    ),
    "supervision.PolicySet.touches.fold.too_much_waits": Breach(
        POLICY,
        "supervisor",
        policy(since=UNTIL + SCHEDULED_MAX),
        [("supervisor", policy(since=UNTIL + number)) for number in range(SCHEDULED_MAX)],
    ),
    "supervision.File.awaiting.too_much_waits": Breach(
        FILE_OF_LI,
        "court",
        give("x", "freeze", **LIS),
        [("court", give(f"f{number}", "freeze", **LIS)) for number in range(WAITING_MAX)],
    ),
    "supervision.Caps.also.too_much_waits": Breach(
        f"supervision/limits/{SHARE}",
        "court",
        done("set_limit", "x"),
        [
            *(
                step
                for number in range(WAITING_MAX)
                for step in (("court", short(number)), ("court", done("set_limit", f"l{number}")))
            ),
            ("court", give("x", "limit", instrument=SHARE, quantity=1_000_000)),
        ],
    ),
    "supervision.Seizure.after_sale.not_the_sale": Breach(
        X, "court", done("sell", "x", hold="more", receiver=WANG), SOLD_FOR_DOLLARS
    ),
    "supervision.Seizure.require_left.not_so_much_seized": Breach(
        "supervision/order/back",
        "court",
        done("return_to_victims", "back"),
        [*SEIZED, ("acme", issue(STATE, 10)), ("court clerk", restitution(instrument=SHARE, quantity=301))],
    ),
}
ASKED_TWICE = "who carries an order out asks whether it is in force; the order itself asks again"
NO_LIMIT = "what follows from the whole state is the auditors' word: tests/modules/supervision/test_evidence.py"
UNCOVERED = {
    "supervision.give_back.order_of_another_kind": "no hold is made for an order of another kind than a sale",
    "supervision.give_back.not_the_sale": "holdings free a hold by the doing of its own executor alone",
    "supervision.Order.grants.beyond_order 2": "an order to lift a freeze on another holding is not given at all",
    "settlement.Instruction.ended.instruction_not_open": "what is over has given back, or delivered, what was reserved",
    "supervision.end.beyond_order": "the order itself asks which record ends",
    "supervision.sell.not_the_sale": "the buyer's hold and the order of sale ask the same of what moves",
    "supervision.Order.after.beyond_order": "the order itself asks how much it grants",
    "supervision.Order.grants.beyond_order": "every call names its order as the cause",
    "supervision.Order.grants.order_not_expired": "who closes an order asks whether its time is over",
    "supervision.Order.grants.order_not_in_force": ASKED_TWICE,
    "supervision.Order.grants.order_expired": ASKED_TWICE,
    "supervision.subjects_of.wrong_scope 2": "an event that touches one record twice makes no trail",
    "supervision.Cap.require_units.beyond_position": NO_LIMIT,
    "supervision.Cap.require_share.beyond_concentration": NO_LIMIT,
}
