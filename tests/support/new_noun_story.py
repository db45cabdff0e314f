# SPDX-License-Identifier: Apache-2.0
"""What a chain does with a noun that it did not have before; run as a process of its own, with the noun's folder.

``python new_noun_story.py FOLDER``: ``FOLDER/lending`` is the module; packages are written beside it.
"""

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec.structs import replace

import counterfoil.modules
from counterfoil.commerce.ledger import broken_invariants
from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules.holdings.events import received
from counterfoil.node.collect import Collector
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import from_hex
from counterfoil.primitives.types import AccountId, HexHash, InstrumentId, RecordPath
from counterfoil.readmodel.address import read_address
from counterfoil.readmodel.chain.query import FoundRecord, Paging, find_records, find_trail, state_root
from counterfoil.verify.report import Verdict
from counterfoil.verify.verifier import verify_package
from support.chain_rows import follower, opened
from support.evidence_log import Log
from support.evidence_story import LI, SHARE, WANG, ZHAO, founded, issue
from support.evidence_world import World, id_of

LOAN = "lending/loan/one"
TALLY = "lending/tally/wang-account"


def agree(loan: str, borrower: str) -> dict[str, Any]:
    parts = {"lender": LI, "borrower": borrower, "instrument": SHARE, "quantity": 100}
    return {"call": "lending.agree", "loan": loan, **parts}


def mandate(name: str, loan: str, quantity: int) -> dict[str, Any]:
    call = {"call": "holdings.grant_mandate", "mandate": name, "account": LI, "quantity": quantity}
    return call | {"executor": f"lending/loan/{loan}", "instrument": SHARE}


def draw(loan: str, mandate: str, quantity: int) -> dict[str, Any]:
    return {"call": "lending.draw", "loan": loan, "mandate": mandate, "quantity": quantity}


def transfer(quantity: int) -> dict[str, Any]:
    parts = {"sender": LI, "receiver": WANG, "instrument": SHARE, "quantity": quantity}
    return {"call": "holdings.transfer", **parts}


def lent() -> tuple[World, HexHash]:
    """Li lends to Zhao, whose custodian agrees, and to Wang, into whose account anybody may bring things."""
    world = founded()
    world.do("acme", calls=[issue(LI, 1_000)])
    world.do("south", "li", calls=[agree("one", ZHAO), mandate("m1", "one", 80)])
    world.do("li", calls=[agree("two", WANG), mandate("m2", "two", 200)])
    drawn = world.do("venue", calls=[draw("one", "m1", 30)])
    world.do("venue", calls=[draw("one", "m1", 50), draw("two", "m2", 10)])
    return world, drawn


def refused(world: World) -> list[str]:
    """What the machine answers to what a loan does not allow."""
    wrongs = [
        draw("one", "m1", 1),
        draw("two", "m2", 91),
        draw("two", "m1", 1),
        draw("none", "m1", 1),
        agree("one", WANG),
        agree("three", WANG) | {"instrument": "NONE"},
        agree("three", ZHAO),
    ]
    outcomes = [world.block(world.sign([call], "venue"))[0].outcome for call in wrongs]
    # Ten came to Wang under the loan; what follows a transfer refuses it whole, in another module's call too.
    return [*outcomes, world.block(world.sign([transfer(191)], "li"))[0].outcome]


def packages(world: World, log: Log, drawn: HexHash, sent: HexHash, *names: str) -> dict[str, Package]:
    """Everything that can be said of the loans, or the named parts of it."""
    collector = Collector(world, log)
    makers: dict[str, Callable[[], Package]] = {
        "loan": lambda: collector.record(RecordPath(LOAN)),
        "lender": lambda: collector.control(AccountId(LI), InstrumentId(SHARE)),
        "borrower": lambda: collector.control(AccountId(ZHAO), InstrumentId(SHARE)),
        "open_borrower": lambda: collector.control(AccountId(WANG), InstrumentId(SHARE)),
        "drawing": lambda: collector.transfer(drawn),
        "sending": lambda: collector.transfer(sent),
        "tally": lambda: collector.record(RecordPath(TALLY)),
    }
    return {name: makers[name]() for name in names or makers}


def forged(package: Package) -> list[Package]:
    """The package with one thing different: a quantity drawn, who lends, a call, what is claimed; or one event less."""

    def changed(field: str, part: str, old: bytes, new: bytes) -> Package | None:
        values = tuple(replace(one, **{part: getattr(one, part).replace(old, new)}) for one in getattr(package, field))
        return None if values == getattr(package, field) else replace(package, **{field: values})

    found = [
        changed("events", "event", b'"quantity":30', b'"quantity":31'),
        changed("events", "event", b'"lender":"li-account"', b'"lender":"wang-account"'),
        changed("calls", "line", b'"quantity":30', b'"quantity":31'),
        changed("calls", "line", b'"quantity":50', b'"quantity":51'),
        *(replace(package, events=(*package.events[:n], *package.events[n + 1 :])) for n in range(len(package.events))),
    ]
    value = getattr(package.claim, "value", {})
    if "drawn" in value:
        found.append(replace(package, claim=replace(package.claim, value=value | {"drawn": value["drawn"] - 1})))
    return [one for one in found if one is not None]


def judged(world: World, package: bytes) -> Verdict:
    return verify_package(package, world.trust()).verdict


def honest(folder: Path) -> None:
    """Transactions run, invariants hold, and what is packaged is proved."""
    world, drawn = lent()
    assert refused(world) == [
        "exceeds_mandate",
        "beyond_the_loan",
        "hold_reserved",
        "unknown_loan",
        "loan_exists",
        "unknown_instrument",
        "not_authorised",
        "too_much_came",
    ]
    sent = world.do("li", calls=[transfer(7)])
    assert list(broken_invariants(world.ledger.view)) == []
    in_tables(world, folder)
    for name, package in packages(world, world.publish(), drawn, sent).items():
        data = encode_package(package)
        (folder / f"{name}.zip").write_bytes(data)
        report = verify_package(data, world.trust())
        assert report.verdict is Verdict.proved, (name, report.sentence)
        assert name != "loan" or "50 smallest units drawn under loan one" in str(report.narrative)
        for tampered in forged(package):
            assert judged(world, encode_package(tampered)) is Verdict.not_proved, name


def in_tables(world: World, folder: Path) -> None:
    """The read model has the noun's records and events, and finds them by what they say."""
    address = read_address(f"sqlite:///{folder}/rows.sqlite")
    with opened(address) as database, follower(world, folder / "rows", database) as following:
        following.advance(world.blocks)
    with opened(address) as database, database.reading() as connection:
        assert state_root(connection, world.height) == from_hex(world.header(world.height).state)
        loans = find_records(connection, "lending/loan", {"lender": LI, "borrower": WANG}, Paging()).found
        assert [one.path for one in loans if isinstance(one, FoundRecord)] == ["lending/loan/two"]
        assert len(find_trail(connection, LOAN, Paging()).found) == len(world.trail(RecordPath(LOAN)))


def rogue() -> None:
    """An operator that seals what a loan does not allow convinces nobody."""
    beyond_the_mandate, by_another_loans_mandate = draw("one", "m1", 20), draw("one", "m2", 5)
    for call in (beyond_the_mandate, by_another_loans_mandate):
        world, drawn = lent()
        world.force(world.sign([call], "venue"))
        require_unproved(world, drawn, "lender", "borrower")
    # Units are written down as drawn: other ones than the call says, or all by themselves.
    events = importlib.import_module("counterfoil.modules.lending.events")
    for quantity, names in ((7, ("loan", "drawing")), (5, ("drawing",))):
        world, _ = lent()
        signed = world.sign([draw("one", "m1", 5)], "venue")
        world.rogue_block(lambda ctx, drawn=quantity: ctx.happen(events.Drawn(loan="one", quantity=drawn)), signed)
        require_unproved(world, id_of(signed), *names)

    # What notes a transfer brings units itself.
    class Bringing(events.Tallied, frozen=True):  # type: ignore[name-defined, misc]
        def touches(self, moment: Any, consents: Any) -> Any:
            yield received(self.account, SHARE, self.quantity)

    world, _ = lent()
    signed = world.sign([transfer(3)], "li")
    world.rogue_block(lambda ctx: ctx.happen(Bringing(account=WANG, quantity=3)), signed)
    require_unproved(world, id_of(signed), "open_borrower")


def require_unproved(world: World, drawn: HexHash, *names: str) -> None:
    """Such a package cannot be made, or is not proved."""
    log = world.publish()
    for name in names:
        try:
            package = packages(world, log, drawn, drawn, name)[name]
        except InputError:
            continue
        assert judged(world, encode_package(package)) is Verdict.not_proved, name


if __name__ == "__main__":
    counterfoil.modules.__path__.append(sys.argv[1])
    honest(Path(sys.argv[1]))
    rogue()
