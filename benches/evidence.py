# SPDX-License-Identifier: Apache-2.0
"""How long it takes to export evidence and to verify it, and how large a package of each claim is."""

from collections.abc import Callable

from benches.claim import Claim, timed
from benches.world import CHAIN, SHARE, World, account, world
from counterfoil.evidence.event import decode_event
from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.node.collect import Collector
from counterfoil.node.drafting import OPEN_ABOVE
from counterfoil.node.drawing import draw_report
from counterfoil.primitives.types import Height, HexHash, InstrumentId, Timestamp
from counterfoil.verify import Trust, parse_trust, verify_package

TRAILS = (10, 100, 1_000)
"""Lengths of the trails that are proved."""
TRANSFERS_A_BLOCK = 20
ROUNDS = 5
"""A figure in milliseconds is the best of so many."""


def run() -> list[Claim]:
    """For each length of trail, export, drawing and verification; then a package of each kind of claim."""
    with world(len(TRAILS) + 20) as built:
        for holder, length in enumerate(TRAILS):
            lengthen(built, holder, length - 1)
        built.network.publish()
        trust = parse_trust(built.network.layout.trust.read_bytes())
        proofs = [claim for holder, length in enumerate(TRAILS) for claim in _prove(built, trust, holder, length)]
        return [*proofs, *_sizes(built, trust)]


def lengthen(built: World, holder: int, events: int) -> None:
    """Let others send the holder one share each, in many blocks."""
    others = range(len(TRAILS), len(built.keys))
    transfers = [built.transfer(others[number % len(others)], holder) for number in range(events)]
    for start in range(0, events, TRANSFERS_A_BLOCK):
        built.settle(transfers[start : start + TRANSFERS_A_BLOCK])


def collector(built: World, *, open_above: int = OPEN_ABOVE) -> Collector:
    return Collector(built.network.chain(CHAIN).reader, built.network.published(), open_above=open_above)


def _prove(built: World, trust: Trust, holder: int, length: int) -> list[Claim]:
    package = collector(built).control(account(holder), SHARE)
    data = encode_package(package)
    conditions = f"control of a holding with {length:,} events in its trail; package of {len(data):,} bytes, no page"

    def verify() -> None:
        if not verify_package(data, trust).proved:
            raise ValueError("the benchmark's own evidence is not proved")

    steps: list[tuple[str, Callable[[], object]]] = [
        ("evidence export", lambda: encode_package(collector(built).control(account(holder), SHARE))),
        ("evidence verification", verify),
        ("evidence page, verification included", lambda: draw_report(package, trust)),
    ]
    return [Claim(name=name, value=_best_ms(step), unit="ms", conditions=conditions) for name, step in steps]


def _best_ms(step: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        with timed() as watch:
            step()
        best = min(best, watch.seconds * 1_000)
    return best


def _sizes(built: World, trust: Trust) -> list[Claim]:
    """What a stranger is handed for each kind of claim, with its page and without."""
    middle, gather = account(1), collector(built)
    made: dict[str, Package] = {
        "position": gather.position(middle, SHARE),
        "absence": gather.absence(middle, InstrumentId("NEVER-HELD")),
        "transfer": gather.transfer(_last_transaction(built)),
        "record": gather.record(ACCOUNTS.path(middle)),
        "control": gather.control(middle, SHARE),
        "statement": gather.statement(middle, start=Timestamp(0)),
    }
    return [
        Claim(
            name=f"package, {name}",
            value=len(encode_package(package)),
            unit="bytes",
            conditions=f"an account with one holding of {TRAILS[1]} events; "
            f"{len(encode_package(package.with_report(draw_report(package, trust)))):,} with its page",
        )
        for name, package in made.items()
    ]


def _last_transaction(built: World) -> HexHash:
    reader = built.network.chain(CHAIN).reader
    last = Height(reader.height - 1)  # after it comes the empty block that publishing asks for
    return decode_event(reader.events(last)[-1]).transaction
