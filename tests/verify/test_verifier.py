# SPDX-License-Identifier: Apache-2.0
"""Honest packages of every kind are proved."""

from functools import cache

import pytest

from counterfoil.evidence.package import Package, encode_package
from counterfoil.node.collect import collect_absence, collect_control
from counterfoil.primitives.types import AccountId, InstrumentId
from counterfoil.verify import Report, Verdict, verify_package
from support.evidence_story import CASH, LI, SHARE, WANG, ZHAO, busy
from support.evidence_world import Log, World


@cache
def busy_world() -> tuple[World, Log]:
    world = busy()
    return world, world.publish()


def verified(package: Package, world: World) -> Report:
    return verify_package(encode_package(package), world.trust())


@pytest.mark.parametrize("account", [LI, WANG, ZHAO])
@pytest.mark.parametrize("instrument", [SHARE, CASH])
def test_control_of_every_holding_is_proved(account: str, instrument: str) -> None:
    """Each holding of a world with every kind of event is proved by all eleven checks, or proved never to have been."""
    world, log = busy_world()
    if world.record(f"holdings/holding/{account}/{instrument}", world.height) is None:  # type: ignore[arg-type]
        package = collect_absence(world, log, AccountId(account), InstrumentId(instrument))
    else:
        package = collect_control(world, log, AccountId(account), InstrumentId(instrument))
    report = verified(package, world)
    assert report.verdict is Verdict.proved, report.to_text()
