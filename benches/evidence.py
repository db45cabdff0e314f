# SPDX-License-Identifier: Apache-2.0
"""How long it takes to export the evidence of a holding's control, and to verify it."""

from functools import partial

from benches.claim import Claim, timed
from benches.world import CHAIN, SHARE, World, account, world
from counterfoil.evidence.package import encode_package
from counterfoil.node.collect import collect_control
from counterfoil.node.drawing import draw_report
from counterfoil.verify import parse_trust, verify_package

TRAILS = (10, 100, 1_000)
"""Lengths of the trails that are proved."""
TRANSFERS_A_BLOCK = 20


def run() -> list[Claim]:
    """For each length of trail, export and verification, with the size of the package in the conditions."""
    with world(len(TRAILS) + 20) as built:
        for holder, length in enumerate(TRAILS):
            _lengthen(built, holder, length - 1)
        built.network.publish()
        return [claim for holder, length in enumerate(TRAILS) for claim in _prove(built, holder, length)]


def _lengthen(built: World, holder: int, events: int) -> None:
    """Let others send the holder one share each, in many blocks."""
    others = range(len(TRAILS), len(built.keys))
    transfers = [built.transfer(others[number % len(others)], holder) for number in range(events)]
    for start in range(0, events, TRANSFERS_A_BLOCK):
        built.settle(transfers[start : start + TRANSFERS_A_BLOCK])


def _prove(built: World, holder: int, length: int) -> list[Claim]:
    log = built.network.published()
    trust = parse_trust(built.network.layout.trust.read_bytes())
    reader = built.network.chain(CHAIN).reader
    draw = partial(draw_report, policy=log.policy)
    with timed() as export:
        data = encode_package(collect_control(reader, log, account(holder), SHARE, render=draw))
    with timed() as verification:
        report = verify_package(data, trust)
    if not report.proved:
        raise ValueError(f"the benchmark's own evidence is not proved: {report.sentence.en}")
    conditions = f"control of a holding with {length:,} events in its trail; package of {len(data):,} bytes"
    return [
        Claim(name="evidence export", value=export.seconds * 1_000, unit="ms", conditions=conditions),
        Claim(name="evidence verification", value=verification.seconds * 1_000, unit="ms", conditions=conditions),
    ]
