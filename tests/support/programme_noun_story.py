# SPDX-License-Identifier: Apache-2.0
"""What evidence says of units that came and went by a record's doing; run as a process that has the noun of programmes.

``python programme_noun_story.py FOLDER``: ``FOLDER/programmes`` is the module; packages are written beside it.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

import counterfoil.modules
from counterfoil.commerce.ledger import broken_invariants
from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules.holdings.law import STANDING_CONSENTS
from counterfoil.node.collect import Collector
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import AccountId, HexHash, InstrumentId, RecordPath
from counterfoil.verify.report import Verdict
from counterfoil.verify.verifier import verify_package
from support.evidence_story import CASH, LI, SHARE, WANG, ZHAO, founded, issue
from support.evidence_world import START_MS, World, id_of

PROGRAMME: Final = "programmes/programme/p"
STRANGERS: Final = "programmes/programme/s"


def call(named: str, /, **fields: Any) -> dict[str, Any]:
    return {"call": named, **fields}


def bring(quantity: int, programme: str = "p", **changed: str) -> dict[str, Any]:
    named = {"issuing": f"programmes/programme/{programme}", "taking": f"programmes/programme/{programme}"} | changed
    fields = {"programme": programme, "instrument": SHARE, "account": LI, "quantity": quantity}
    return call("programmes.bring", **fields, **{name: path for name, path in named.items() if path})


def end(quantity: int, programme: str = "p", **changed: str) -> dict[str, Any]:
    named = {"redeeming": f"programmes/programme/{programme}", "giving": f"programmes/programme/{programme}"} | changed
    fields = {"programme": programme, "instrument": SHARE, "account": LI, "quantity": quantity}
    return call("programmes.end", **fields, **{name: path for name, path in named.items() if path})


def pay(quantity: int, **changed: str) -> dict[str, Any]:
    named = {"giving": "holdings/mandate/banks", "taking": "holdings/mandate/zhaos"} | changed
    fields = {"programme": "p", "instrument": CASH, "sender": WANG, "receiver": ZHAO, "quantity": quantity}
    return call("programmes.pay", **fields, **named)


def define(instrument: str = "w", issuer: str = "acme", **more: Any) -> dict[str, Any]:
    return call("programmes.define", programme="p", instrument=instrument, issuer=issuer, **more)


def receipt(instrument: str, **changed: str) -> dict[str, Any]:
    return bring(1, taking="holdings/mandate/receipts") | {"instrument": instrument, **changed}


def split(instrument: str, *into: str) -> dict[str, Any]:
    """Whoever has a receipt lets it be split under a mandate, and takes what comes of it under another."""
    giving, taking = "holdings/mandate/parts", "holdings/mandate/receipts"
    fields = {"instrument": instrument, "issuer": "acme", "account": LI, "giving": giving, "taking": taking}
    return call("programmes.split", programme="p", into=list(into), **fields)


def agreed() -> World:
    """Acme made a programme of its shares, and a stranger too; Wang pays under a mandate, and Zhao takes under one."""
    world = founded(STANDING_CONSENTS)
    world.do("acme", calls=[issue(LI, 1_000)])
    world.do("bank", calls=[issue(WANG, 1_000, CASH)])
    for name, by in (("p", "acme"), ("s", "venue")):
        world.do(by, calls=[call("programmes.make", programme=name, instrument=SHARE, by=by)])
    out = call("holdings.grant_mandate", mandate="banks", account=WANG, executor=PROGRAMME, instrument=CASH)
    world.do("north", calls=[out])
    into = call("holdings.grant_mandate", mandate="zhaos", account=ZHAO, executor="programmes/programme", takes=True)
    world.do("south", calls=[into | {"quantity": 50}])
    receipts = call("holdings.grant_mandate", account=LI, executor=PROGRAMME)
    world.do("li", calls=[receipts | {"mandate": "parts"}, receipts | {"mandate": "receipts", "takes": True}])
    hold = call("holdings.hold", hold="h", account=LI, instrument=SHARE, quantity=30, executor=PROGRAMME)
    world.do("li", calls=[hold | {"expires": START_MS + 10**9}])
    return world


def told() -> tuple[World, dict[str, HexHash]]:
    """Each thing once, by transactions that nobody concerned signs; and which transaction did it."""
    world = agreed()
    done = {
        "brought": world.do("venue", calls=[bring(5)]),
        "ended": world.do("venue", calls=[end(7)]),
        "held": world.do("venue", calls=[end(20, giving="holdings/encumbrance/h", part="held")]),
        "paid": world.do("venue", calls=[pay(40)]),
        "made": world.do("venue", calls=[define(), receipt("w")]),
        "split": world.do("venue", calls=[split("w", "w1", "w2")]),
        "again": world.do("venue", calls=[split("w2", "w21", "w22")]),
    }
    world.block()
    return world, done


def packages(world: World, done: dict[str, HexHash], *names: str) -> Iterator[tuple[str, Package]]:
    """Everything that can be said of it, or the named parts."""
    collector = Collector(world, world.publish())
    makers: dict[str, Callable[[], Package]] = {
        "li": lambda: collector.control(AccountId(LI), InstrumentId(SHARE)),
        "zhao": lambda: collector.control(AccountId(ZHAO), InstrumentId(CASH)),
        "wang": lambda: collector.control(AccountId(WANG), InstrumentId(CASH)),
        "part": lambda: collector.control(AccountId(LI), InstrumentId("w1")),
        "chain": lambda: collector.provenance(InstrumentId("w22")),
        "receipt": lambda: collector.record(RecordPath("instruments/instrument/w")),
        "hold": lambda: collector.record(RecordPath("holdings/encumbrance/h")),
        "mandate": lambda: collector.record(RecordPath("holdings/mandate/zhaos")),
        "programme": lambda: collector.record(RecordPath(PROGRAMME)),
    }
    for name, transaction in done.items():
        makers[name] = lambda transaction=transaction: collector.transfer(transaction)  # type: ignore[misc]
    for name in names or makers:
        yield name, makers[name]()


def forged(package: Package) -> Iterator[Package]:
    """The package with one thing different in an event or in a call, and with each event left out in turn."""
    swaps = (
        (b'"quantity":5', b'"quantity":6'),
        (b'"quantity":7', b'"quantity":8'),
        (b'"quantity":20', b'"quantity":21'),
        (b'"quantity":40', b'"quantity":41'),
        (b'"issuing":"programmes/programme/p"', b'"issuing":"programmes/programme/s"'),
        (b'"part":"held",', b""),
        (b'"takes":true', b'"takes":false'),
        (b'"kind":"rule"', b'"kind":"hold"'),
        (b'"defining":"programmes/programme/p"', b'"defining":"programmes/programme/s"'),
        (b'"kind":"warehouse_receipt"', b'"kind":"cash"'),
        (b'"parents":["holdings/title/w"]', b'"parents":[]'),
        (b'"parents":["holdings/title/w2"]', b'"parents":["holdings/title/w1"]'),
        (b'"into":["w1","w2"]', b'"into":["w1","w3"]'),
    )
    for field, part in (("events", "event"), ("calls", "line")):
        for old, new in swaps:
            before = getattr(package, field)
            values = tuple(replace(one, **{part: getattr(one, part).replace(old, new)}) for one in before)
            if values != before:
                yield replace(package, **{field: values})
    for number in range(len(package.events)):
        yield replace(package, events=(*package.events[:number], *package.events[number + 1 :]))


def honest(folder: Path) -> None:
    """What was done is proved, and told; nothing that is altered is."""
    world, done = told()
    assert list(broken_invariants(world.ledger.view)) == []
    for name, package in packages(world, done):
        data = encode_package(package)
        report = verify_package(data, world.trust())
        assert report.verdict is Verdict.proved, (name, report.sentence.en)
        (folder / f"{name}.zip").write_bytes(data)
        for tampered in forged(package):
            assert verify_package(encode_package(tampered), world.trust()).verdict is Verdict.not_proved, name


UNLAWFUL: Final[tuple[tuple[str, dict[str, Any], str], ...]] = (
    ("li", bring(5, "s"), "venue"),
    ("li", bring(5, issuing=""), "acme"),
    ("li", end(5, "s"), "venue"),
    ("li", end(5, redeeming=""), "acme"),
    ("li", end(5, giving="holdings/encumbrance/h"), "venue"),
    ("hold", end(31, giving="holdings/encumbrance/h", part="held"), "venue"),
    ("zhao", pay(51), "venue"),
    ("zhao", pay(5, taking=PROGRAMME), "south"),
    ("wang", pay(5, giving=PROGRAMME), "north"),
    ("wang", pay(5, giving="holdings/mandate/zhaos"), "north"),
    ("receipt", define(defining=STRANGERS), "acme"),
    ("receipt", define(issuer="venue"), "venue"),
    ("receipt", define(kind="cash"), "acme"),
)
"""(claim that it makes unprovable, what an operator seals all the same, who signs it)"""


def rogue() -> None:
    """An operator that seals what nobody agreed to convinces nobody."""
    for name, wrong, by in UNLAWFUL:
        world = agreed()
        signed = world.sign([wrong], by)
        world.force(signed)
        for one in (name, "it"):
            try:
                ((_, package),) = packages(world, {"it": id_of(signed)}, one)
            except InputError:
                continue
            assert verify_package(encode_package(package), world.trust()).failed_check == 10, (one, wrong)


if __name__ == "__main__":
    counterfoil.modules.__path__.append(sys.argv[1])
    honest(Path(sys.argv[1]))
    rogue()
