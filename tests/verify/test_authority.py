# SPDX-License-Identifier: Apache-2.0
"""Whose consent each call needs: honest acts of every kind are accepted, the same acts signed by others are not."""

from typing import Any

import pytest

from counterfoil.evidence.package import encode_package
from counterfoil.verify import Report, verify_package
from support.evidence_story import CASH, LI, SHARE, WANG, ZHAO, leg, transfer
from support.evidence_told import control, published, tell
from support.evidence_world import World, plain_policy

LEGS = [leg(LI, ZHAO, SHARE, 5), leg(ZHAO, LI, CASH, 50)]
ORDER = {"by": "supervisor", "reference": "order 5", "document": "ef" * 32}
HOLD = {"account": LI, "instrument": SHARE, "quantity": 5}


def named(call: str, **fields: Any) -> dict[str, Any]:
    return {"call": call, **fields}


def judged(world: World, account: str = LI) -> Report:
    return verify_package(published(world, account), world.trust())


def test_acts_of_supervision_and_registration() -> None:
    """Suspending, reinstating, roles, a key for who had none, amended terms: all accepted, all in the trails."""
    world = tell().world
    world.do("supervisor", calls=[named("parties.suspend", party="north", **ORDER)])
    world.do("supervisor", calls=[named("parties.reinstate", party="north", **ORDER)])
    world.do(
        "registrar", calls=[named("parties.assign_roles", party="north", registrar="registrar", roles=["custodian"])]
    )
    keys = plain_policy("wang")
    world.do("registrar", calls=[named("parties.rotate_keys", party="wang", registrar="registrar", keys=keys)])
    rules = {"outgoing": "both", "incoming": "both", "custodian": "north"}
    world.do("wang", "north", calls=[named("parties.change_account_control", account=WANG, **rules)])
    world.do("wang", "north", calls=[transfer(WANG, LI, 3)])
    world.do("li", "wang", "north", calls=[transfer(LI, WANG, 2)])
    account = {"account": WANG, "reference": "order 6"}
    world.do("north", calls=[named("parties.suspend_account", by="north", **account)])
    world.do("supervisor", calls=[named("parties.suspend_account", by="supervisor", **account)])
    world.do("supervisor", calls=[named("parties.reinstate_account", by="supervisor", **account)])
    world.do("acme", calls=[named("instruments.amend", instrument=SHARE, name="ACME plc")])
    for status in ("suspended", "active"):
        change = named("instruments.change_status", instrument=SHARE, status=status, by="supervisor", reason="halt")
        world.do("supervisor", calls=[change])
    for account_id in (LI, WANG):
        assert judged(world, account_id).proved, judged(world, account_id).to_text()


def test_settlements_that_end_otherwise() -> None:
    """Cancelled by its instructor, by agreement, expired: what was reserved comes back, and all of it is shown."""
    world = tell().world
    instruct = named("settlement.instruct", by="venue", legs=LEGS)

    def begin(name: str, *, allocate: bool) -> None:
        world.do("venue", calls=[instruct | {"instruction": name, "expires": world.last_time + 7_000}])
        for signer, account in (("li", LI), ("south", ZHAO)):
            world.do(signer, calls=[named("settlement.affirm", instruction=name, account=account)])
        if allocate:
            world.do("li", calls=[named("settlement.allocate", instruction=name, account=LI)])

    world.do("venue", calls=[instruct | {"instruction": "c1", "expires": world.last_time + 9_000}])
    world.do("venue", calls=[named("settlement.cancel", instruction="c1", by="venue")])
    begin("c2", allocate=True)
    world.do("li", "south", calls=[named("settlement.cancel", instruction="c2", by="li")])
    begin("c3", allocate=True)
    for _ in range(4):
        world.do("li", calls=[transfer(LI, WANG, 1)])
    world.do("bank", calls=[named("settlement.expire", instruction="c3")])
    report = judged(world)
    assert report.proved, report.to_text()


LAWLESS: dict[str, tuple[str, dict[str, Any]]] = {
    "supervision by another": ("mallory", named("parties.suspend", party="li", **ORDER)),
    "roles by another": ("mallory", named("parties.assign_roles", party="li", registrar="registrar", roles=["issuer"])),
    "keys by another": ("mallory", named("parties.rotate_keys", party="li", keys=plain_policy("mallory"))),
    "account rules by the holder alone": (
        "li",
        named("parties.change_account_control", account=LI, outgoing="holder"),
    ),
    "account rules by the custodian alone": (
        "north",
        named("parties.change_account_control", account=LI, outgoing="custodian", custodian="north"),
    ),
    "account suspended by another": (
        "mallory",
        named("parties.suspend_account", account=LI, by="supervisor", reference="order 8"),
    ),
    "terms by another": ("bank", named("instruments.amend", instrument=SHARE, name="Acme & Mallory")),
    "status by another": (
        "bank",
        named("instruments.change_status", instrument=SHARE, status="suspended", by="acme"),
    ),
    "hold by another": ("venue", named("holdings.hold", hold="h", executor="venue", expires=2**50, **HOLD)),
    "pledge by the pledgee": ("bank", named("holdings.pledge", pledge="p", pledgee="bank", **HOLD)),
    "freeze by another": (
        "bank",
        named("holdings.freeze", freeze="f", supervisor="supervisor", reference="x", document="ab" * 32, **HOLD),
    ),
    "redeemed by the issuer alone": (
        "acme",
        named("holdings.redeem", instrument=SHARE, account=LI, quantity=5),
    ),
    "incoming without consent": ("li", transfer(LI, ZHAO, 5)),
}


@pytest.mark.parametrize("name", LAWLESS)
def test_sealed_without_consent(name: str) -> None:
    """The operator executes and seals what the right people did not sign: check 10 fails."""
    signer, call = LAWLESS[name]
    world = tell().world
    world.force(world.sign([call], signer))
    report = judged(world)
    assert report.failed_check == 10, report.to_text()
    assert "does not consent to this transaction" in report.sentence.en


@pytest.mark.parametrize(
    ("before", "signer", "call"),
    [
        (named("holdings.hold", hold="h", executor="venue", expires=2**50, **HOLD), "li", "holdings.release_hold"),
        (named("holdings.hold", hold="h", executor="venue", expires=2**50, **HOLD), "li", "holdings.execute_hold"),
        (named("holdings.pledge", pledge="h", pledgee="bank", **HOLD), "li", "holdings.release_pledge"),
    ],
)
def test_reservations_are_lifted_by_whom_they_are_for(before: dict[str, Any], signer: str, call: str) -> None:
    """Who placed a reservation cannot lift or use it alone, even when the operator lets it."""
    world = tell().world
    world.do("li", calls=[before])
    fields = {"pledge": "h"} if "pledge" in call else {"hold": "h"}
    fields |= {"receiver": WANG, "quantity": 5} if "execute" in call else {}
    world.force(world.sign([named(call, **fields)], signer))
    assert judged(world).failed_check == 10


def test_a_hold_is_released_after_its_expiry() -> None:
    """After the expiry the account's own rule is enough."""
    world = tell().world
    expires = world.last_time + 2_500
    world.do("li", calls=[named("holdings.hold", hold="h", executor="venue", expires=expires, **HOLD)])
    for _ in range(2):
        world.do("li", calls=[transfer(LI, WANG, 1)])
    world.do("li", calls=[named("holdings.release_hold", hold="h")])
    package = control(world, world.publish())
    assert verify_package(encode_package(package), world.trust()).proved


# Consents that were given before.


def _instructed(world: World) -> None:
    """Three accounts: Li gives Wang shares, Zhao gives Li cash."""
    legs = [leg(LI, WANG, SHARE, 5), leg(ZHAO, LI, CASH, 50)]
    instruct = {"call": "settlement.instruct", "instruction": "s", "by": "venue", "legs": legs, "expires": 2**50}
    world.do("venue", calls=[instruct])


STEPS = [("affirm", LI, "li"), ("affirm", WANG, "north"), ("affirm", ZHAO, "south")]
STEPS += [("allocate", LI, "li"), ("allocate", ZHAO, "south")]


@pytest.mark.parametrize(
    ("lawless", "refused"),
    [
        (("affirm", LI), {(LI, SHARE), (WANG, SHARE), (LI, CASH), (ZHAO, CASH)}),
        (("affirm", ZHAO), {(LI, SHARE), (LI, CASH), (ZHAO, CASH)}),
        (("allocate", ZHAO), {(LI, SHARE), (LI, CASH), (ZHAO, CASH)}),
        (("allocate", LI), {(LI, SHARE), (WANG, SHARE), (LI, CASH), (ZHAO, CASH)}),
    ],
    ids=["affirmed by nobody", "one side affirmed by nobody", "cash reserved by nobody", "shares reserved by nobody"],
)
def test_a_movement_rests_on_the_consents_that_it_names(
    lawless: tuple[str, str], refused: set[tuple[str, str]]
) -> None:
    """A step of a settlement that its account did not sign spoils the packages whose movements name that consent."""
    # What an account consents to is its own legs. Wang, who has no leg with Zhao, need not show Zhao's account: then
    # Zhao's consent stands there and is not judged. Li once traded with Zhao and shows the account anyway: so it is.
    world = tell().world
    _instructed(world)
    for step, account, signer in STEPS:
        call = {"call": f"settlement.{step}", "instruction": "s", "account": account}
        if (step, account) == lawless:
            world.force(world.sign([call], "mallory"))
        else:
            world.do(signer, calls=[call])
    world.do("venue", calls=[{"call": "settlement.settle", "instruction": "s", "by": "venue"}])
    log = world.publish()
    found = {
        (account, instrument)
        for account, instrument in ((LI, SHARE), (WANG, SHARE), (LI, CASH), (ZHAO, CASH))
        if not verify_package(encode_package(control(world, log, account, instrument)), world.trust()).proved
    }
    assert found == refused
