# SPDX-License-Identifier: Apache-2.0
"""What evidence says of units that orders moved, ended and recovered; run as a process that has the noun of orders.

``python order_noun_story.py FOLDER``: ``FOLDER/orders`` is the module; packages are written beside it.
"""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

import counterfoil.modules
from counterfoil.commerce.context import Context
from counterfoil.commerce.ledger import broken_invariants
from counterfoil.evidence.package import Package, encode_package
from counterfoil.law.event import Consents, Touch
from counterfoil.law.moment import Moment
from counterfoil.modules.holdings.law import WIDENED_HOLDINGS
from counterfoil.modules.holdings.orders import Forced
from counterfoil.modules.holdings.records import Taken
from counterfoil.node.collect import Collector
from counterfoil.primitives.errors import CounterfoilError
from counterfoil.primitives.types import AccountId, Height, HexHash, InstrumentId, RecordPath
from counterfoil.verify.report import Verdict
from counterfoil.verify.verifier import verify_package
from support.evidence_story import LI, RECEIPT, SHARE, WANG, issue, open_account, titled
from support.evidence_trust import trust_document
from support.evidence_world import START_MS, World, id_of
from support.law_forms import law_forms

NEW: Final = "li-new-account"
LATER: Final = START_MS + 10**9
ORDERS: Final = {
    "forces": ("forces", LI, WANG),
    "recovers": ("recovers", LI, NEW),
    "burns": ("burns", NEW, None),
    "freezes": ("freezes", LI, None),
    "thaws": ("thaws", LI, None),
    "ends": ("ends", WANG, None),
    "to-wang": ("recovers", LI, WANG),
}
"""order → act, account, receiver"""


PROMISE: Final = RecordPath("settlement/instruction/far")


def call(named: str, /, **fields: Any) -> dict[str, Any]:
    return {"call": named, **fields}


def taken(**named: int) -> list[dict[str, Any]]:
    return [{"encumbrance": name, "quantity": quantity} for name, quantity in named.items()]


def force(free: int, order: str = "forces", instrument: str = SHARE, **named: int) -> dict[str, Any]:
    fields = call("orders.force", order=order, sender=LI, receiver=WANG, instrument=instrument)
    return fields | ({"free": free} if free else {}) | ({"taken": taken(**named)} if named else {})


def burn(free: int, instrument: str = SHARE, **named: int) -> dict[str, Any]:
    fields = call("orders.burn", order="burns", account=NEW, instrument=instrument)
    return fields | ({"free": free} if free else {}) | ({"taken": taken(**named)} if named else {})


def recover(*named: str, order: str = "recovers", receiver: str = NEW, instrument: str = SHARE) -> dict[str, Any]:
    fields = call("orders.recover", order=order, sender=LI, receiver=receiver, instrument=instrument)
    return fields | ({"encumbrances": list(named)} if named else {})


def encumbered() -> World:
    """Li has 1,000 shares: 40 held, 30 pledged with a keeper, 25 frozen; and a receipt. Orders are given."""
    world = titled(WIDENED_HOLDINGS)
    shares = {"account": LI, "instrument": SHARE}
    world.do("li", calls=[open_account(NEW, "li", "holder")])
    world.do("acme", calls=[issue(LI, 1_000)])
    world.do("li", calls=[call("holdings.hold", hold="h", executor="venue", expires=LATER, quantity=40, **shares)])
    pledge = call("holdings.pledge", pledge="p", pledgee="bank", keeper="north", quantity=30, **shares)
    world.do("li", calls=[pledge | {"enforceable_from": 1}])
    order = {"supervisor": "supervisor", "reference": "order 7", "document": "cd" * 32}
    world.do("supervisor", calls=[call("holdings.freeze", freeze="f", quantity=25, **order, **shares)])
    for name, (act, account, receiver) in ORDERS.items():
        given = call("orders.give", order=name, authority="supervisor", act=act, account=account)
        world.do("supervisor", calls=[given | ({"receiver": receiver} if receiver else {})])
    return world


def told() -> tuple[World, dict[str, HexHash]]:
    """Each act once, by transactions that nobody concerned signs; and which transaction did it."""
    world = encumbered()
    done = {"forced": world.do("venue", calls=[force(10, h=5, p=12, f=7)])}
    whole = call("orders.freeze", order="freezes", freeze="w", account=LI, instrument=SHARE)
    done["frozen"] = world.do("venue", calls=[whole])
    world.do("bank", "north", calls=[call("holdings.release_pledge", pledge="p", quantity=3)])
    done["thawed"] = world.do("venue", calls=[call("orders.thaw", order="thaws", freeze="w")])
    waiting = call("holdings.freeze", freeze="w2", account=LI, instrument=SHARE, supervisor="supervisor")
    world.do("supervisor", calls=[waiting | {"reference": "order 8", "document": "cd" * 32}])
    done["recovered"] = world.do("venue", calls=[recover("h", "p", "f", "w2")])
    enforced = call("holdings.enforce_pledge", pledge="p", receiver=WANG, quantity=5)
    done["enforced"] = world.do("bank", "north", calls=[enforced])
    done["burned"] = world.do("venue", calls=[burn(0, h=35, p=10, f=18, w2=890)])
    done["receipt"] = world.do("venue", calls=[force(1, instrument=RECEIPT)])
    world.do("north", calls=[call("holdings.transfer", sender=WANG, receiver=LI, instrument=RECEIPT, quantity=1)])
    world.do("venue", calls=[recover(instrument=RECEIPT)])
    done["ended"] = world.do("venue", calls=[burn(1, RECEIPT)])
    promise(world)
    done["given-back"] = world.do("venue", calls=[call("orders.end", order="ends", record=PROMISE)])
    world.block()
    return world, done


def promise(world: World) -> None:
    """Wang reserved five shares for a settlement with Li, who takes them at two accounts."""
    legs = [
        {"sender": WANG, "receiver": receiver, "instrument": SHARE, "quantity": quantity}
        for receiver, quantity in ((NEW, 3), (LI, 2))
    ]
    steps = [call("settlement.affirm", instruction="far", account=account) for account in (WANG, NEW, LI)]
    steps.append(call("settlement.allocate", instruction="far", account=WANG))
    proposed = call("settlement.instruct", instruction="far", by="venue", legs=legs, expires=LATER)
    world.do("venue", "li", "north", calls=[proposed, *steps])


def packages(world: World, done: dict[str, HexHash], *names: str) -> Iterator[tuple[str, Package]]:
    """Everything that can be said of it, or the named parts."""
    collector = Collector(world, world.publish())
    makers: dict[str, Callable[[], Package]] = {}
    for account in (LI, NEW, WANG):
        for instrument in (SHARE, RECEIPT):
            name = f"control-{account}-{instrument}"
            makers[name] = lambda account=account, instrument=instrument: collector.control(  # type: ignore[misc]
                AccountId(account), InstrumentId(instrument)
            )
        start = world.header(Height(20)).time
        makers[f"statement-{account}"] = lambda account=account, start=start: collector.statement(  # type: ignore[misc]
            AccountId(account), start=start
        )
    makers["position"] = lambda: collector.position(AccountId(NEW), InstrumentId(SHARE))
    makers["provenance"] = lambda: collector.provenance(InstrumentId(RECEIPT))
    for path in ("encumbrance/h", "encumbrance/p", "encumbrance/w2", f"supply/{SHARE}", f"book/{NEW}"):
        makers[path.replace("/", "-")] = lambda path=path: collector.record(RecordPath(f"holdings/{path}"))  # type: ignore[misc]
    makers["instruction"] = lambda: collector.record(PROMISE)
    makers["order"] = lambda: collector.record(RecordPath("orders/order/forces"))
    for name, transaction in done.items():
        makers[name] = lambda transaction=transaction: collector.transfer(transaction)  # type: ignore[misc]
    for name in names or makers:
        yield name, makers[name]()


def forged(package: Package) -> Iterator[Package]:
    """The package with one number different in an event or in a call, and with each event left out in turn."""
    swaps = (
        (b'"free":10', b'"free":11'),
        (b'"quantity":7', b'"quantity":8'),
        (b'"pledged":15', b'"pledged":16'),
        (b'"receiver":"li-new-account"', b'"receiver":"wang-account"'),
        (b'"quantity":890', b'"quantity":889'),
        (b'"quantity":3}', b'"quantity":4}'),
        (b'"kind":"order"', b'"kind":"rule"'),
    )
    for field, part in (("events", "event"), ("calls", "line")):
        for old, new in swaps:
            values = tuple(
                replace(one, **{part: getattr(one, part).replace(old, new)}) for one in getattr(package, field)
            )
            if values != getattr(package, field):
                yield replace(package, **{field: values})
    for number in range(len(package.events)):
        yield replace(package, events=(*package.events[:number], *package.events[number + 1 :]))


def honest(folder: Path) -> None:
    """What was done is proved, adds up, and is told; nothing that is altered is."""
    world, done = told()
    assert list(broken_invariants(world.ledger.view)) == []
    trust = world.trust()
    claims: dict[str, Any] = {}
    for name, package in packages(world, done):
        data = encode_package(package)
        report = verify_package(data, trust)
        assert report.verdict is Verdict.proved, (name, report.sentence.en)
        claims[name] = package.claim
        keep(folder, f"{name}.zip", data, world)
        for number, tampered in enumerate(forged(package)):
            altered = encode_package(tampered)
            assert verify_package(altered, trust).verdict is Verdict.not_proved, name
            if number < 3:
                keep(folder, f"altered/{name}-{number}.zip", altered, world)
    assert_adds_up(claims)
    steps = [step.account for step in claims["provenance"].titles]
    assert steps == [LI, WANG, LI, WANG, LI, NEW, None], steps
    narrative = str(verify_package((folder / f"control-{NEW}-{SHARE}.zip").read_bytes(), trust).narrative)
    assert "Recovery of all ACME in account li-account to account li-new-account" in narrative
    assert "out of the pledged part" in narrative


def assert_adds_up(claims: dict[str, Any]) -> None:
    """Over the recovery: the old account ends with nothing, and the new one with what was not taken from it since."""
    (old,) = [line for line in claims[f"statement-{LI}"].lines if line.instrument == SHARE]
    (new,) = [line for line in claims[f"statement-{NEW}"].lines if line.instrument == SHARE]
    (wang,) = [line for line in claims[f"statement-{WANG}"].lines if line.instrument == SHARE]
    assert tuple(getattr(old.closing, part) for part in ("free", "held", "pledged", "frozen")) == (0, 0, 0, 0)
    burned = 35 + 10 + 18 + 890
    left = sum(getattr(new.closing, part) for part in ("free", "held", "pledged", "frozen"))
    assert wang.closing.free == 10 + 5 + 12 + 7 + 5
    assert left + wang.closing.free + burned == 1_000
    assert claims[f"control-{NEW}-{SHARE}"].quantities == new.closing


UNLAWFUL: Final[dict[str, tuple[dict[str, Any], tuple[str, ...]]]] = {
    "over frozen units that are not named": (force(906), (f"control-{LI}-{SHARE}",)),
    "out of what a freeze waits for": (force(0, w=10**6), (f"control-{LI}-{SHARE}",)),
    "more than is pledged": (force(0, p=31), (f"control-{LI}-{SHARE}", "encumbrance-p")),
    "nothing": (force(0), (f"control-{LI}-{SHARE}",)),
    "under an order of another act": (force(1, "freezes"), (f"control-{LI}-{SHARE}", f"control-{WANG}-{SHARE}")),
    "a recovery to another": (
        recover("h", "p", "f", order="to-wang", receiver=WANG),
        (f"control-{LI}-{SHARE}", f"control-{WANG}-{SHARE}"),
    ),
    "a recovery without the freeze": (recover("h", "p"), (f"control-{LI}-{SHARE}", f"control-{NEW}-{SHARE}")),
    "a recovery without the pledge": (recover("h", "f"), (f"control-{LI}-{SHARE}", f"control-{NEW}-{SHARE}")),
}
"""what an operator seals all the same → the claims that it makes unprovable"""


def keep(folder: Path, name: str, package: bytes, world: World) -> None:
    """Leave a package for other verifiers, with the trust file to judge it by, and which check fails."""
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(package)
    (folder / name).with_suffix(".trust").write_text(json.dumps(trust_document(world.trust()), indent=2) + "\n")
    report = verify_package(package, world.trust())
    (folder / name).with_suffix(".check").write_text(json.dumps(report.failed_check))


def rogue(folder: Path) -> None:
    """An operator that seals what no order allows convinces nobody."""
    for place, (because, (wrong, names)) in enumerate(UNLAWFUL.items()):
        world = encumbered()
        if "waits" in because:
            whole = call("orders.freeze", order="freezes", freeze="w", account=LI, instrument=SHARE)
            world.do("venue", calls=[whole])
        signed = world.sign([wrong], "venue")
        world.force(signed)
        for name in names:
            ((_, package),) = packages(world, {"it": id_of(signed)}, name)
            data = encode_package(package)
            assert verify_package(data, world.trust()).failed_check == 10, (because, name)
            keep(folder, f"rogue/{place}-{name}.zip", data, world)


class Unmoving(Forced, frozen=True):
    """The known fault: the frozen part is reduced, and nothing moves."""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield next(super().touches(moment, consents))


def reduced_without_moving() -> None:
    """A forced transfer that shrinks a freeze and brings its units nowhere is proved to nobody."""
    world = encumbered()
    signed = world.sign([force(0, f=7)], "venue")
    path = RecordPath("orders/order/forces")
    units = {"free": 0, "taken": (Taken(encumbrance="f", quantity=7),), "order": path, "cause": path}

    def act(ctx: Context) -> None:
        ctx.call = "orders.force"
        event = Unmoving(sender=LI, receiver=WANG, instrument=SHARE, **units)  # type: ignore[arg-type]
        ctx.happen(event, event.permit(ctx))

    world.rogue_block(act, signed)
    for name in (f"control-{LI}-{SHARE}", "it"):
        assert not proved(world, name, id_of(signed)), name


def proved(world: World, name: str, transaction: HexHash) -> bool:
    """Whether the operator gets such a package, and a verifier believes it."""
    try:
        ((_, package),) = packages(world, {"it": transaction}, name)
    except CounterfoilError:
        return False
    return verify_package(encode_package(package), world.trust()).proved


if __name__ == "__main__":
    counterfoil.modules.__path__.append(sys.argv[1])
    honest(Path(sys.argv[1]))
    rogue(Path(sys.argv[1]))
    reduced_without_moving()
    (Path(sys.argv[1]) / "laws.json").write_text(json.dumps(law_forms()))
