# SPDX-License-Identifier: Apache-2.0
"""Packages about orders, a seizure, and all orders on a party: honest ones, and every named way to break each."""

from collections.abc import Callable
from functools import cache
from typing import Any

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.evidence.claims import RecordClaim
from counterfoil.evidence.event import decode_event
from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules.holdings.orders import Forced
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import Height, HexHash, RecordPath
from support.evidence_cases import claimed, without_event
from support.evidence_forced import fork
from support.evidence_story import CASH, LI, SHARE, WANG, ZHAO
from support.evidence_told import control
from support.evidence_world import World
from support.lawless import everything_goes
from support.supervision_story import (
    BUYER,
    FILE_OF_LI,
    FILE_OF_ZHAO,
    LIS,
    NEW,
    STATE,
    UNTIL,
    bid,
    call,
    done,
    give,
    judged,
    policy,
    propose,
    restitution,
    sale,
    seizure,
    supervised,
)

POLICY = "supervision/policy/current"
FILE_OF_NOBODY = f"supervision/file/parties/account/{NEW}"
PARTY_FILE = "supervision/file/parties/party/li"


@cache
def told() -> World:
    """From the freeze to the return; and the file of an account that no order touched was opened."""
    world = judged()
    world.do("venue", calls=[call("open_file", kind="account", subject=NEW)])
    return world


@cache
def collector() -> Collector:
    return Collector(told(), told().publish())


@cache
def before() -> World:
    """Nothing is ordered yet."""
    return supervised()


@cache
def record(path: str) -> Package:
    return collector().record(RecordPath(path))


def recorded(path: str) -> Callable[[], bytes]:
    return lambda: encode_package(record(path))


def held(account: str, instrument: str) -> Callable[[], bytes]:
    return lambda: encode_package(collector().control(account, instrument))


def caused(type_: str) -> Callable[[], bytes]:
    """The transaction of the one event of a type."""

    def build() -> bytes:
        world = told()
        events = (decode_event(event) for height in range(world.height + 1) for event in world.events(Height(height)))
        (found,) = [event.transaction for event in events if event.type == type_]
        return encode_package(collector().transfer(HexHash(found)))

    return build


# What an operator seals although a rule forbids it.


def forced(
    path: str,
    signers: str,
    *calls: dict[str, Any],
    lawful: list[tuple[str, list[dict[str, Any]]]] | None = None,
    wait: int = 0,
) -> Callable[[], bytes]:
    """What the path names (see ``about``) after lawful steps, some empty blocks, and what no law allows."""

    def build() -> bytes:
        world = fork(before())
        for by, steps in lawful or ():
            world.do(*by.split(), calls=steps)
        for _ in range(wait):
            world.block()
        world.force(world.sign(list(calls), *signers.split()))
        return about(world, path)

    return build


def about(world: World, path: str) -> bytes:
    """A package about a record; of an account and an instrument, with a space between, about the holding."""
    log = world.publish()
    account, _, instrument = path.partition(" ")
    if instrument:
        return encode_package(control(world, log, account, instrument))
    return encode_package(Collector(world, log).record(RecordPath(path)))


X = "supervision/order/x"
OF_LI = f"{LI} {SHARE}"
ORDERED = ("court clerk", [seizure()])
FROZEN = ("police", [give("f", "freeze", "police", **LIS), done("freeze", "f", "police")])
BURN = {**LIS, "quantity": 1}


def ordered(signers: str, order: dict[str, Any], path: str = X) -> Callable[[], bytes]:
    return forced(path, signers, order)


def wrong_share() -> bytes:
    """Out of an order of return one victim is given the other's share."""
    world = fork(before())
    world.do("court", "clerk", calls=[seizure()])
    world.do("court", calls=[done("seize", "seizure", free=300)])
    world.do("court", "clerk", calls=[restitution(instrument=SHARE, quantity=300)])
    signed = world.sign([done("return_to_victims", "back")], "court")
    path = RecordPath("supervision/order/back")
    moved = {"sender": STATE, "receiver": ZHAO, "instrument": SHARE, "free": 180, "taken": ()}
    wrong = Forced(**moved, order=path, cause=path, reference="(2026) 1")

    def act(ctx: Context) -> None:
        ctx.call = "supervision.return_to_victims"
        ctx.happen(wrong, wrong.permit(ctx))

    with everything_goes():
        world.rogue_block(act, signed)
    return about(world, f"{ZHAO} {SHARE}")


# What a forger without any key makes of an honest package.


def left_out(path: str, number: int) -> Callable[[], bytes]:
    """One event of a record's trail is left out."""
    return lambda: encode_package(without_event(record(path), RecordPath(path), number))


def said(path: str, **changes: Any) -> Callable[[], bytes]:
    """The claim says another thing of the record than it holds."""

    def build() -> bytes:
        package = record(path)
        assert isinstance(package.claim, RecordClaim)
        return claimed(package, value=package.claim.value | changes)

    return build


def altered(path: str, old: bytes, new: bytes) -> Callable[[], bytes]:
    """A word of the events is another."""

    def build() -> bytes:
        package = record(path)
        events = tuple(replace(one, event=one.event.replace(old, new)) for one in package.events)
        assert events != package.events
        return encode_package(replace(package, events=events))

    return build


def another_file() -> bytes:
    """The empty file of another account is shown as that of the account that was seized from."""
    return claimed(record(FILE_OF_NOBODY), record=RecordPath(FILE_OF_LI))


LINES_OF_LI = 10
HONEST: dict[str, Callable[[], bytes]] = {
    "policy": recorded(POLICY),
    "order_of_freeze": recorded("supervision/order/freeze"),
    "order_of_seizure": recorded("supervision/order/seizure"),
    "order_of_return": recorded("supervision/order/back"),
    "what_was_seized": recorded("supervision/seizure/seizure"),
    "every_order_on_an_account": recorded(FILE_OF_LI),
    "every_order_on_a_party": recorded(PARTY_FILE),
    "every_order_on_a_victim": recorded(FILE_OF_ZHAO),
    "no_order_on_an_account": recorded(FILE_OF_NOBODY),
    "control_after_a_seizure": held(LI, SHARE),
    "control_of_what_was_seized": held(STATE, SHARE),
    "control_of_what_was_bought": held(BUYER, SHARE),
    "control_of_what_was_returned": held(ZHAO, CASH),
    "transfer_by_seizure": caused("supervision.seized"),
    "transfer_by_sale": caused("supervision.sold"),
}
ORDERS: dict[str, Callable[[], bytes]] = {
    "order_without_a_power": ordered("venue", give("x", "freeze", "venue", **LIS)),
    "order_of_anothers_power": ordered("police", give("x", "burn", "police", **BURN)),
    "order_of_one_alone": ordered("court", give("x", "burn", **BURN)),
    "order_checked_by_itself": ordered("court", give("x", "burn", "court", "court", **BURN)),
    "order_checked_by_anybody": ordered("court venue", give("x", "burn", "court", "venue", **BURN)),
    "order_in_anothers_name": ordered("police", give("x", "freeze", "court", **LIS)),
    "order_for_too_long": ordered("police", give("x", "freeze", "police", **LIS, expires=UNTIL * 2)),
    "order_to_any_account": ordered(
        "court clerk", give("x", "seize", "court", "clerk", **LIS, quantity=1, receiver=WANG)
    ),
    "order_approved_with_one_key": forced(
        X, "both", call("approve", order="x", checker="both"), lawful=[("court", [propose("x", "burn", **BURN)])]
    ),
    "order_of_a_forged_policy": ordered("police", policy(by="police"), POLICY),
    "order_of_another_authority": altered("supervision/order/seizure", b'"authority":"court"', b'"authority":"venue"'),
    "order_of_more_units": altered("supervision/order/seizure", b'"quantity":300', b'"quantity":301'),
    "order_without_its_approval": left_out("supervision/order/seizure", 2),
    "order_said_lifted": said("supervision/order/seizure", status="lifted"),
}
SEIZURES: dict[str, Callable[[], bytes]] = {
    "seized_beyond_the_order": forced(OF_LI, "court", done("seize", "seizure", free=301), lawful=[ORDERED]),
    "seized_twice": forced(
        OF_LI,
        "court",
        done("seize", "seizure", free=300),
        lawful=[ORDERED, ("court", [done("seize", "seizure", free=300)])],
    ),
    "seized_after_the_order_expired": forced(
        OF_LI,
        "court",
        done("seize", "seizure", free=1),
        lawful=[("court clerk", [seizure() | {"expires": before().next_time + 2_000}])],
        wait=2,
    ),
    "seized_under_a_mere_proposal": forced(
        OF_LI,
        "court",
        done("seize", "x", free=1),
        lawful=[("court", [propose("x", "seize", **LIS, quantity=1, receiver=STATE)])],
    ),
    "seized_under_a_lifted_order": forced(
        OF_LI, "court", done("seize", "seizure", free=1), lawful=[ORDERED, ("court", [done("lift", "seizure")])]
    ),
    "seized_by_a_bystander": forced(
        "supervision/seizure/seizure", "venue", done("seize", "seizure", "venue", free=1), lawful=[ORDERED]
    ),
    "seized_from_another_account": forced(
        f"{WANG} {CASH}",
        "court",
        done("seize", "x", free=1),
        lawful=[("court clerk", [give("x", "burn", "court", "clerk", account=WANG, instrument=CASH, quantity=1)])],
    ),
    "thawed_by_one_without_a_say": forced(
        OF_LI,
        "court",
        give("t", "thaw", **LIS, freeze="supervision/f"),
        done("thaw", "t"),
        lawful=[FROZEN],
    ),
    "sold_below_its_price": forced(
        f"{BUYER} {SHARE}",
        "court",
        done("sell", "sale", hold="bid", receiver=BUYER),
        lawful=[
            ("court clerk", [seizure(), done("seize", "seizure", free=300), sale()]),
            ("north", [bid(quantity=999)]),
        ],
    ),
    "returned_to_the_wrong_victim": wrong_share,
    "seizure_left_out": left_out("supervision/seizure/seizure", 1),
    "seizure_said_smaller": said("supervision/seizure/seizure", taken=299),
}
FILES: dict[str, Callable[[], bytes]] = {
    "file_without_its_first_order": left_out(FILE_OF_LI, 1),
    "file_without_an_order_between": left_out(FILE_OF_LI, 4),
    "file_without_its_last_order": left_out(FILE_OF_LI, LINES_OF_LI),
    "file_said_shorter": said(FILE_OF_LI, lines=LINES_OF_LI - 1),
    "file_of_another_account": another_file,
    "file_of_an_order_nobody_could_give": ordered("venue", give("x", "freeze", "venue", **LIS), FILE_OF_LI),
    "party_file_without_an_order": left_out(PARTY_FILE, 1),
}
FORGED = ORDERS | SEIZURES | FILES
OTHER_CHECKS = {
    "order_of_another_authority": 8,
    "order_of_more_units": 8,
    "order_without_its_approval": 9,
    "seizure_left_out": 9,
    "file_without_its_first_order": 9,
    "file_without_an_order_between": 9,
    "file_without_its_last_order": 9,
    "party_file_without_an_order": 9,
    "order_said_lifted": 12,
    "seizure_said_smaller": 12,
    "file_said_shorter": 12,
    "file_of_another_account": 12,
}
EXPECTED: dict[str, int | None] = dict.fromkeys(HONEST) | {name: OTHER_CHECKS.get(name, 10) for name in FORGED}
"""name → the check that must catch it, or None"""
