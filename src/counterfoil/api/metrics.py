# SPDX-License-Identifier: Apache-2.0
"""What monitoring reads: a service's requests, its gauges, and its process, as Prometheus text.

Served at an address of its own, for this machine alone. Labels have routes and never paths, and no party's name.
"""

from collections.abc import Callable, Iterator
from typing import Final

import prometheus_client
from litestar import Response, get
from litestar.types import ControllerRouterHandler
from prometheus_client import CollectorRegistry, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from counterfoil.api.doorway import RequestLine
from counterfoil.api.gauges import Gauge, Gauges, Kind
from counterfoil.api.threads import in_thread

BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds: the goal of reads is 20 ms, and of a batch of transactions a block or two."""
METHODS: Final = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "WEBSOCKET"}
_OTHER: Final = "other"


class Metrics:
    """Of one service. ``failed`` is told what could not be measured, which the others are shown without."""

    def __init__(self, gauges: Gauges, failed: Callable[[str, Exception], None] = lambda _, __: None) -> None:
        prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        self._requests = Histogram(
            "counterfoil_http_request_duration_seconds",
            "Time until an answer began, by route, method and status",
            ("route", "method", "status"),
            buckets=BUCKETS,
            registry=self._registry,
        )
        ProcessCollector(registry=self._registry)
        self._registry.register(_Measuring(gauges, failed))

    def observe(self, line: RequestLine) -> None:
        """A request that was answered. What strangers choose freely is told as one."""
        method = line.method if line.method in METHODS else _OTHER
        self._requests.labels(line.route or "-", method, str(line.status)).observe(line.elapsed_us / 1e6)

    def text(self) -> bytes:
        """All of it, as it is now."""
        return prometheus_client.generate_latest(self._registry)


class _Measuring(Collector):
    def __init__(self, gauges: Gauges, failed: Callable[[str, Exception], None]) -> None:
        self._gauges, self._failed = gauges, failed

    def describe(self) -> list[Metric]:
        """Nothing is measured before it is asked for."""
        return []

    def collect(self) -> Iterator[Metric]:
        for gauge in self._gauges:
            family = _family(gauge)
            try:
                for labels, value in sorted(gauge.read().items()):
                    family.add_metric(labels, value)
            except Exception as error:  # one that fails keeps no other from being seen
                self._failed(f"measuring {gauge.name}", error)
            else:
                yield family


def _family(gauge: Gauge) -> GaugeMetricFamily | CounterMetricFamily:
    kind = CounterMetricFamily if gauge.kind is Kind.counter else GaugeMetricFamily
    return kind(gauge.name, gauge.says, labels=gauge.labels)


def metrics_page(metrics: Metrics) -> ControllerRouterHandler:
    """Where monitoring reads it."""

    @get("/metrics", summary="What is measured, as Prometheus text")
    @in_thread
    def page() -> Response[bytes]:
        return Response(metrics.text(), headers={"content-type": prometheus_client.CONTENT_TYPE_LATEST})

    return page
