# SPDX-License-Identifier: Apache-2.0
"""`counterfoil serve` as a process that is operated: measured, told to read its files anew, watched by systemd."""

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from typer.testing import CliRunner

from counterfoil.cli.main import app
from counterfoil.cli.notifying import VARIABLE, notify, reloading
from counterfoil.cli.operations import metrics_address
from counterfoil.primitives.errors import InputError
from support.authority import Authority
from support.certified import certified
from support.node_service import make_served_network


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_served_network(tmp_path_factory.mktemp("operated") / "network")


@contextmanager
def started(root: Path, *options: str, **environment: str) -> Iterator[tuple[dict[str, Any], Any]]:
    """The service, with what it said, and its lines on the standard error output as they come."""
    command = [sys.executable, "-m", "counterfoil", "serve", "--network", str(root), "--port", "0", "--json", *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | environment
    ) as process:
        assert process.stdout is not None
        try:
            lines = list(takewhile(lambda line: line != b"}\n", process.stdout))
            assert lines, process.stderr.read() if process.stderr else ""
            yield json.loads(b"".join(lines) + b"}"), process
        finally:
            process.kill()


def event(process: Any, wanted: str) -> dict[str, Any]:
    """The next line of the log of that kind; all before it are objects, too."""
    for line in process.stderr:
        told: dict[str, Any] = json.loads(line)
        if told["event"] == wanted:
            return told
    raise AssertionError(f"it ended without {wanted}")


def test_a_service_is_measured_read_anew_and_ended(root: Path, tmp_path: Path) -> None:
    """Metrics at their own address; on SIGHUP another certificate is shown and no request is lost; systemd is told."""
    (tmp_path / "new").mkdir()
    (tmp_path / "ca.pem").write_bytes(Authority("authority", 1_790_000_000_000).pem)
    files, new = certified(tmp_path), certified(tmp_path / "new")
    old_trust = ssl.create_default_context(cafile=str(files.certificate))
    new_trust = ssl.create_default_context(cafile=str(new.certificate))
    options = ("--metrics", "127.0.0.1:0", "--log", "json", "--client-ca", str(tmp_path / "ca.pem"))
    served_by = ("--certificate", str(files.certificate), "--private-key", str(files.key))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(str(tmp_path / "notify"))
        supervisor.settimeout(60)
        with started(root, *options, *served_by, NOTIFY_SOCKET=str(tmp_path / "notify")) as (said, process):
            assert supervisor.recv(100) == b"READY=1"
            with httpx.Client(verify=old_trust, trust_env=False) as connected:
                assert connected.get(f"{said['url']}/health/ready").json() == {"status": "ok"}
                files.certificate.write_bytes(new.certificate.read_bytes())
                files.key.write_bytes(new.key.read_bytes())
                process.send_signal(signal.SIGHUP)
                assert [event(process, "reload")["message"].partition(":")[0] for _ in range(3)] == [
                    *("revoked tokens", "clients' certificates", "certificate")
                ]
                assert connected.get(f"{said['url']}/health/ready").json() == {"status": "ok"}
            assert httpx.get(f"{said['url']}/health", verify=new_trust, trust_env=False).status_code == 200
            read = httpx.get(said["metrics"], trust_env=False).text
            assert 'counterfoil_http_request_duration_seconds_count{method="GET",route="/health/ready"' in read
            assert "counterfoil_certificate_expiry_time_seconds" in read
            beside = said["metrics"].removesuffix("/metrics")
            assert httpx.get(f"{beside}/health/detail", trust_env=False).json()["status"] == "ok"
            process.send_signal(signal.SIGTERM)
            assert supervisor.recv(100) == b"STOPPING=1"
            assert process.wait(60) == 130


def test_what_cannot_be_read_anew_is_told_and_changes_nothing(root: Path, tmp_path: Path) -> None:
    """A certificate that is half written: the service goes on with the one that it has."""
    files = certified(tmp_path)
    trusting = ssl.create_default_context(cafile=str(files.certificate))
    served_by = ("--certificate", str(files.certificate), "--private-key", str(files.key))
    with started(root, "--log", "json", *served_by) as (said, process):
        files.certificate.write_bytes(b"half")
        process.send_signal(signal.SIGHUP)
        told = event(process, "notice")
        assert told["level"] == "warning"
        assert told["message"].startswith("certificate: not read anew, and as it was")
        assert httpx.get(f"{said['url']}/health", verify=trusting, trust_env=False).status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 130


WRONG: Final = (
    (("--metrics", "0.0.0.0:9403"), "this machine alone"),
    (("--metrics", "9403"), "is no address"),
    (("--metrics", "127.0.0.1:99999"), "is no address"),
    (("--client-ca", "ca.pem"), "without TLS nobody has a certificate"),
    (("--require-client-certificate",), "clients are asked for no certificate"),
    (("--client-crl", "crl.pem"), "clients are asked for no certificate"),
    (("--client-certificates", "bound"), "clients are asked for no certificate"),
    (("--log", "xml"), "--log"),
    (("--limit-requests", "-1"), "--limit-requests"),
)


@pytest.mark.parametrize(("options", "said"), WRONG)
def test_what_makes_no_sense_is_refused_before_anything_is_opened(options: list[str], said: str) -> None:
    """Each with what would be right."""
    done = CliRunner().invoke(app, ["serve", "--network", "nowhere", *options], env={"COLUMNS": "160"})
    assert done.exit_code == 2
    assert said in done.stderr


def test_addresses_of_metrics() -> None:
    """Of this machine, of either kind."""
    assert metrics_address("127.0.0.1:9403") == ("127.0.0.1", 9403)
    assert metrics_address("localhost:0") == ("localhost", 0)
    with pytest.raises(InputError):
        metrics_address("ledger.example:9403")


def test_nobody_is_told_where_nobody_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does it fail where the socket is gone."""
    for address in ("", "relative", "/nowhere/notify"):
        monkeypatch.setenv(VARIABLE, address)
        notify("READY=1")


def test_every_file_is_read_anew_though_one_signal_follows_another() -> None:
    """Work is done in a thread, as often as there was a signal, and what was heard before is heard again afterwards."""
    done: list[str] = []
    before = signal.getsignal(signal.SIGHUP)
    with reloading([lambda: done.append("a"), lambda: done.append("b")]):
        os.kill(os.getpid(), signal.SIGHUP)
        os.kill(os.getpid(), signal.SIGHUP)
    assert done in (["a", "b"], ["a", "b", "a", "b"])
    assert signal.getsignal(signal.SIGHUP) is before
