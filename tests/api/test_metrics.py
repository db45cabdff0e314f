# SPDX-License-Identifier: Apache-2.0
"""What monitoring reads: requests by route, what services add, and nothing that is somebody's business."""

from typing import Any, Final

import pytest
from litestar import get
from litestar.params import FromPath
from prometheus_client.parser import text_string_to_metric_families

from counterfoil.api.application import create_application
from counterfoil.api.doorway import Opened
from counterfoil.api.gauges import Gauge, Gauges, Kind
from counterfoil.api.metrics import Metrics, metrics_page
from support.services import ALICE, Client, World

SECRET: Final = "a-secret-that-nobody-is-told"
DURATION: Final = "counterfoil_http_request_duration_seconds"


def samples(metrics: Metrics) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Name and labels → value, as Prometheus reads them."""
    return {
        (one.name, tuple(sorted(one.labels.items()))): one.value
        for family in text_string_to_metric_families(metrics.text().decode())
        for one in family.samples
    }


def labelled(**labels: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(labels.items()))


@get("/items/{name:str}", sync_to_thread=False)
def item(name: FromPath[str]) -> dict[str, str]:
    return {}


def test_requests_are_counted_by_route() -> None:
    """However many names there are in paths, there is one line; what nobody serves is one, too."""
    world, metrics, ticks = World(), Metrics(Gauges()), iter(range(0, 10**9, 3_000))
    service = world.service(log=metrics.observe, stopwatch=lambda: next(ticks))
    client = Client(create_application(service, [item]), world.signing(ALICE))
    for path in ("/items/a", f"/items/{SECRET}", "/nothing", f"/{SECRET}"):
        client.get(path)
    client.request("BREW", f"/{SECRET}")
    read = samples(metrics)
    counted = {labels: value for (name, labels), value in read.items() if name == f"{DURATION}_count"}
    assert counted[labelled(route="/items/{name}", method="GET", status="200")] == 2
    assert counted[labelled(route="-", method="GET", status="404")] == 2
    assert len(counted) == 3, counted
    assert SECRET not in metrics.text().decode()
    assert "ALICE" not in metrics.text().decode()
    assert read[f"{DURATION}_sum", labelled(route="/items/{name}", method="GET", status="200")] == pytest.approx(0.006)


def test_methods_that_strangers_make_up_are_one() -> None:
    """Else each of them would be a line for ever."""
    world, metrics = World(), Metrics(Gauges())
    client = Client(create_application(world.service(log=metrics.observe), [item]))
    for number in range(20):
        client.request(f"BREW{number}", "/items/a")
    methods = {dict(labels).get("method") for name, labels in samples(metrics) if name == f"{DURATION}_count"}
    assert methods == {"other"}


def test_a_part_of_a_service_adds_what_it_knows() -> None:
    """Read when somebody asks; one that fails keeps no other from being seen, and is told."""
    told: list[str] = []
    gauges = Gauges()
    metrics = Metrics(gauges, lambda name, _: told.append(name))
    lag = {("main",): 3.0}
    gauges.add(Gauge("lag_blocks", "How far it is behind", lambda: lag, ("chain",)))
    gauges.add(Gauge("broken", "Fails", lambda: {(): 1 / 0}))
    gauges.add(Gauge("done_total", "How many", lambda: {(): 5.0}, kind=Kind.counter))
    read = samples(metrics)
    assert read["lag_blocks", labelled(chain="main")] == 3
    assert read["done_total", ()] == 5
    assert not any(name == "broken" for name, _ in read)
    assert told == ["measuring broken"]
    lag["main",] = 0.0
    assert gauges.read("lag_blocks") == {("main",): 0.0}
    assert samples(metrics)["lag_blocks", labelled(chain="main")] == 0
    assert gauges.read("nobody added it") == {}


def test_a_name_is_given_once_and_as_its_kind_is() -> None:
    """Two parts that add the same would each hide the other."""
    gauges = Gauges()
    gauges.add(Gauge("lag_blocks", "", dict))
    for wrong in (Gauge("lag_blocks", "", dict), Gauge("x", "", dict, kind=Kind.counter), Gauge("x_total", "", dict)):
        with pytest.raises(AssertionError):
            gauges.add(wrong)


def test_the_page_is_for_this_machine() -> None:
    """As Prometheus text, with the process's own; by another name it is not told."""
    world = World()
    service = world.service(entrance=Opened())
    page = create_application(service, [metrics_page(Metrics(Gauges()))])
    answer = Client(page).request("GET", "/metrics", None, {"host": "127.0.0.1:9403"})
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert "process_resident_memory_bytes" in answer.text
    assert "_created" not in answer.text
    assert Client(page).request("GET", "/metrics", None, {"host": "rebound.example"}).status_code == 421
    other: Any = Client(page).request("GET", "/nothing", None, {"host": "localhost"})
    assert other.status_code == 404
