# SPDX-License-Identifier: Apache-2.0
"""What is done over the counter is proved offline, record by record and holding by holding, and forgeries are not."""

import pytest

from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules.over_the_counter import calls as c
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, InstrumentId, RecordPath
from counterfoil.verify import Verdict, verify_package
from support.counter import CASH, NOTE, deliver, for_valuation, hash_of, propose, report, take, uti, value
from support.counter_story import DAY, countered, do
from support.evidence_world import World
from support.forging import forgeries

DEAL = "over_the_counter/deal/DONE"
QUOTE = "over_the_counter/quote/Q"
REPORT = f"over_the_counter/report/{uti('DONE')}"
SHARE = "over_the_counter/subscription/OVER/at-client"
PLACEMENT = "over_the_counter/placement/OVER"
VALUATION = f"over_the_counter/valuation/M/{DAY}"
HOLDING = f"holdings/holding/at-client/{NOTE}"
SAID = {
    DEAL: "Deal DONE settled: both sides delivered at once",
    QUOTE: "Quote Q taken by client",
    REPORT: "reported for client by client",
    SHARE: "Subscription of account at-client to placement OVER is fulfilled",
    PLACEMENT: "Placement OVER allotted by maker",
    VALUATION: "undisputed: 8,000",
    HOLDING: "100 unit",
}
FORGED = (
    (b'"consideration":5000', b'"consideration":4000'),
    (b'"quantity":50', b'"quantity":60'),
    (b'"shares":[100,100]', b'"shares":[150,50]'),
    (b'"shares":[100,100]', b'"shares":[100,99]'),
    (b'"late":false', b'"late":true'),
    (b'"due_amount":8000', b'"due_amount":9000'),
    (b'"exposure":20000', b'"exposure":10000'),
    (b'"by":"client"', b'"by":"third"'),
    (b'"lot_price":990', b'"lot_price":1'),
    (b'"allotted":100', b'"allotted":90'),
)


@pytest.fixture(scope="module")
def told() -> tuple[World, dict[str, Package]]:
    """A deal, a quote, a report, a subscription, a placement and a disputed valuation, and what a client holds."""
    world = countered()
    right = hash_of(propose("DONE"))
    do(world, "dealer client", report("DONE", terms=right), report("DONE", "client", terms=right))
    do(world, "client", take("TAKEN"))
    do(world, "agent", value(DAY, 20_000))
    do(world, "client", c.Dispute(agreement="M", day=DAY, by="client", own_exposure=8_000), for_valuation(DAY, 8_000))
    do(world, "third", deliver(DAY, 8_000, CASH))
    world.block()
    collector = Collector(world, world.publish())
    packages = {path: collector.record(RecordPath(path)) for path in SAID if path != HOLDING}
    packages[HOLDING] = collector.control(AccountId("at-client"), InstrumentId(NOTE))
    return world, packages


@pytest.mark.parametrize("path", SAID)
def test_what_was_done_is_proved_and_nothing_else(told: tuple[World, dict[str, Package]], path: str) -> None:
    """Offline, in words; with an event left out or altered it is not."""
    world, packages = told
    report = verify_package(encode_package(packages[path]), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()
    assert SAID[path] in str(report.narrative), report.narrative
    for altered in forgeries(packages[path], FORGED, among=packages.values()):
        assert verify_package(encode_package(altered), world.trust()).verdict is Verdict.not_proved
