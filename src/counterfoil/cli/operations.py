# SPDX-License-Identifier: Apache-2.0
"""Options by which a service is operated: what it measures, what it limits, whose certificates it hears."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from counterfoil.cli.notifying import reloading
from counterfoil.cli.service_log import ServiceLog
from counterfoil.cli.times import now
from counterfoil.primitives.errors import CounterfoilError, InputError
from counterfoil.primitives.input_files import read_input_file

if TYPE_CHECKING:
    from counterfoil.api.client_certificates import CertificateFiles
    from counterfoil.api.doorway import RequestLine
    from counterfoil.api.gauges import Gauges
    from counterfoil.api.limits import Limits
    from counterfoil.api.metrics import Metrics
    from counterfoil.transport.tls import Tls, TlsContext

WARN_DAYS: Final = 30
"""So long before the service's certificate ends it begins to say so."""
_DAY_MS: Final = 86_400_000
_BURST: Final = 2
"""Seconds' worth that may come at once."""

MetricsOption = Annotated[
    str | None,
    typer.Option("--metrics", metavar="HOST:PORT", help="Serve metrics here too, at an address of this machine."),
]
RequestsOption = Annotated[
    int, typer.Option("--limit-requests", min=0, metavar="N", help="Requests a second of one key; 0: no limit.")
]
TransactionsOption = Annotated[
    int, typer.Option("--limit-transactions", min=0, metavar="N", help="Transactions a second of one key; 0: no limit.")
]
StrangersOption = Annotated[
    int, typer.Option("--limit-strangers", min=0, metavar="N", help="Requests a second of one address; 0: no limit.")
]
ClientAuthorityOption = Annotated[
    Path | None,
    typer.Option("--client-ca", metavar="FILE", help="Hear certificates that these authorities issued, in PEM."),
]
RequireClientOption = Annotated[
    bool, typer.Option("--require-client-certificate", help="Connect to nobody who has none.")
]
BoundOption = Annotated[
    Path | None,
    typer.Option(
        "--client-certificates",
        metavar="FILE",
        help="Bind certificates to keys: SHA-256 and keyid, line by line.",
    ),
]
ListsOption = Annotated[
    Path | None,
    typer.Option("--client-crl", metavar="FILE", help="What the authorities revoked: their lists (CRL), in PEM."),
]


@dataclass(frozen=True)
class ClientOptions:
    """What is said of clients' certificates."""

    authority: Path | None = None
    required: bool = False
    bound: Path | None = None
    lists: Path | None = None

    def tls(self, tls: "Tls | None") -> "Tls | None":
        """The service's certificate, and whose it asks for; InputError for what makes no sense without the other."""
        if self.authority is None:
            if self.required or self.bound is not None or self.lists is not None:
                remedy = "name the certificates of those who issue clients' certificates"
                raise InputError("clients are asked for no certificate", where="--client-ca", remedy=remedy)
            return tls
        if tls is None:
            remedy = "name the service's own with --certificate and --private-key"
            raise InputError("without TLS nobody has a certificate", where="--client-ca", remedy=remedy)
        return tls._replace(client_authority=self.authority, require_client=self.required)

    def files(self) -> "CertificateFiles | None":
        """What certificates are judged by; raises InputError."""
        from counterfoil.api.client_certificates import CertificateFiles, read_bound, read_lists

        if self.authority is None:
            return None
        bound = {} if self.bound is None else read_bound(_text(self.bound), str(self.bound))
        if self.lists is None:
            return CertificateFiles(bound)
        listed = read_lists(read_input_file(self.lists), read_input_file(self.authority), str(self.lists))
        return CertificateFiles(bound, listed)


def limits(requests: int, transactions: int, strangers: int) -> "Limits":
    """So many a second, and twice as many at once; 0 is no limit."""
    from counterfoil.api.limits import Buckets, Limits, Rate

    def buckets(per_second: int) -> Buckets | None:
        return Buckets(Rate(per_second, per_second * _BURST), monotonic_ms) if per_second else None

    return Limits(buckets(requests), buckets(transactions), buckets(strangers))


def monotonic_ms() -> int:
    return time.monotonic_ns() // 1_000_000


def monotonic_us() -> int:
    return time.monotonic_ns() // 1_000


def metrics_address(text: str) -> tuple[str, int]:
    """Host and port of this machine; raises InputError."""
    from counterfoil.api.application import require_loopback

    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65_535:
        raise InputError(f"{text!r} is no address", where="--metrics", remedy="such as 127.0.0.1:9403")
    require_loopback(host)
    return host.strip("[]"), int(port)


def certificate_warning(context: "TlsContext") -> str:
    """What there is to say of the service's own certificate; empty while it is good for long."""
    from counterfoil.evidence.text import format_time

    left = context.expires - now()
    if left > WARN_DAYS * _DAY_MS:
        return ""
    said = f"{context.files.certificate}: the service's certificate"
    if left <= 0:
        return f"{said} is worth nothing since {format_time(context.expires)}"
    return f"{said} ends in {left // _DAY_MS} days, at {format_time(context.expires)}"


def add_certificate(gauges: "Gauges", context: "TlsContext") -> None:
    """When the service's own certificate ends, for monitoring."""
    from counterfoil.api.gauges import Gauge

    says = "When the service's own certificate ends, since 1970"
    gauges.add(Gauge("counterfoil_certificate_expiry_time_seconds", says, lambda: {(): context.expires / 1e3}))


class DailyWarning:
    """Says once a day what there is to say, when it is asked."""

    def __init__(self, tell: Callable[[], str], log: ServiceLog) -> None:
        self._tell, self._log, self._day = tell, log, -1

    def __call__(self) -> None:
        day = now() // _DAY_MS
        if day != self._day and (said := self._tell()):
            self._day = day
            self._log.notice(said)


def guarded(name: str, work: Callable[[], None], log: ServiceLog) -> Callable[[], None]:
    """Reading something anew: what cannot be read is told, and all stays as it was."""

    def done() -> None:
        try:
            work()
        except (CounterfoilError, OSError) as error:
            log.notice(f"{name}: not read anew, and as it was: {error}")
        else:
            log.note("reload", f"{name}: read anew")

    return done


@contextmanager
def operated(
    metrics_at: tuple[str, int] | None,
    metrics: "Metrics",
    pages: list[Any],
    work: list[Callable[[], None]],
    *,
    well: Callable[[], bool],
    stopped: Callable[[], bool] = lambda: False,
    said: dict[str, Any],
) -> Iterator[None]:
    """While a service serves: metrics at an address of their own, whose URL is put into ``said``, and SIGHUP heard."""
    from counterfoil.api.application import Service, create_application
    from counterfoil.api.doorway import Opened
    from counterfoil.api.metrics import metrics_page
    from counterfoil.transport.serving import serving

    with ExitStack() as stack:
        if metrics_at is not None:
            service = Service("Metrics", Opened(), now, lambda: "-", well=well, stopped=stopped)
            application = create_application(service, [metrics_page(metrics), *pages])
            host, port = metrics_at
            said["metrics"] = f"{stack.enter_context(serving(application, host=host, port=port))}/metrics"
        stack.enter_context(reloading(work))
        yield


class Watched:
    """A service that has nothing to add to what every service measures: its log, its limits, its metrics."""

    def __init__(self, log: ServiceLog, limits: "Limits") -> None:
        from counterfoil.api.gauges import Gauges
        from counterfoil.api.metrics import Metrics

        self.log, self._limits = log, limits
        self._metrics = Metrics(Gauges(), log.failed)

    def given(self) -> dict[str, Any]:
        """What the service is given of it."""
        from counterfoil.api.guards import Guards

        return {
            "log": self._answered,
            "failed": self.log.failed,
            "stopwatch": monotonic_us,
            "guards": Guards(self._limits),
        }

    def beside(
        self,
        metrics_at: tuple[str, int] | None,
        tls: "TlsContext | None",
        *,
        well: Callable[[], bool],
        said: dict[str, Any],
    ) -> AbstractContextManager[None]:
        """See ``operated``; its certificate is read anew."""
        work = [] if tls is None else [guarded("certificate", tls.reload, self.log)]
        return operated(metrics_at, self._metrics, [], work, well=well, said=said)

    def _answered(self, line: "RequestLine") -> None:
        self._metrics.observe(line)
        self.log.request(line)


def _text(file: Path) -> str:
    try:
        return read_input_file(file).decode("ascii")
    except UnicodeDecodeError as error:
        raise InputError("it is no text of hex digits", where=str(file), remedy="see --help") from error
