# SPDX-License-Identifier: Apache-2.0
"""What `deploy/` says is there: options, files, metrics; and systemd reads the unit, where there is one."""

import json
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import typer

from counterfoil.api.gauges import Gauges
from counterfoil.api.ledger.measured import ROWS_LAG
from counterfoil.cli.main import app
from support import tree
from support.network import open_network
from support.node_service import make_served_network

DEPLOY: Final = tree.ROOT / "deploy"
GUIDE: Final = tree.ROOT / "docs" / "guides" / "operating.md"
METRIC: Final = re.compile(r"\bcounterfoil_[a-z_]+")
SUFFIXES: Final = ("_count", "_sum", "_bucket")
HARDENED: Final = {
    "Type": "notify",
    "User": "counterfoil",
    "ProtectSystem": "strict",
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "Delegate": "memory pids",
    "DelegateSubgroup": "node",
    "SuccessExitStatus": "130",
    "UMask": "0077",
}


def joined(text: str) -> list[str]:
    """Lines without comments, each with those that go on with it."""
    plain = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return [line for line in re.sub(r"\\\n\s*", "", plain).splitlines() if line.strip()]


@cache
def unit() -> dict[str, str]:
    """Key → value, of a key that stands twice the last."""
    lines = joined((DEPLOY / "counterfoil.service").read_text())
    return dict(line.split("=", 1) for line in lines if not line.startswith("["))


@cache
def instructions() -> list[tuple[str, str]]:
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in joined((DEPLOY / "Containerfile").read_text())]


def serve_options() -> set[str]:
    group: Any = typer.main.get_command(app)
    return {name for one in group.get_command(None, "serve").params for name in one.opts}


def options_of(words: list[str]) -> set[str]:
    """Of the command that these words name."""
    found: Any = typer.main.get_command(app)
    for word in words:
        if (below := getattr(found, "commands", {}).get(word)) is None:
            break
        found = below
    return {name for one in found.params for name in one.opts}


def options_in(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text))


def test_the_unit_is_confined_and_watched() -> None:
    """What an operator relies on stands in it; what it starts has the options that it names."""
    assert {name: unit()[name] for name in HARDENED} == HARDENED
    started = unit()["ExecStart"].split()
    assert started[1] == "serve"
    assert options_in(unit()["ExecStart"]) <= serve_options()
    assert options_in((DEPLOY / "counterfoil.env").read_text()) <= serve_options()
    credential = unit()["LoadCredentialEncrypted"].partition(":")[0]
    assert f"${{CREDENTIALS_DIRECTORY}}/{credential}" in unit()["ExecStart"]
    assert unit()["ExecReload"].endswith("-HUP $MAINPID")
    assert "passphrase=" not in (DEPLOY / "counterfoil.service").read_text().lower().replace("name=passphrase", "")


def test_systemd_reads_the_unit(tmp_path: Path) -> None:
    """Nothing in it is unknown, but for what only a newer systemd knows."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("there is no systemd-analyze")
    text = (DEPLOY / "counterfoil.service").read_text()
    there = text.replace("/opt/counterfoil/bin/counterfoil", sys.executable)
    (tmp_path / "counterfoil.service").write_text(there)
    done = subprocess.run(
        [program, "verify", str(tmp_path / "counterfoil.service")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = [line for line in done.stderr.splitlines() if "counterfoil.service" in line]
    assert [line for line in said if "DelegateSubgroup" not in line] == []


def test_the_image_is_made_of_what_is_there() -> None:
    """A base with its version, files of the tree, packages by their hashes, no root, and a command with its options."""
    named = dict(instructions())
    base = named["ARG"].removeprefix("BASE=")
    assert re.search(r":[0-9]+\.[0-9]+-|@sha256:", base)
    assert [kind for kind, _ in instructions()].count("FROM") == 2
    for kind, rest in instructions():
        assert kind != "ADD"
        if kind == "COPY" and "--from" not in rest:
            assert [name for name in rest.split()[:-1] if not (tree.ROOT / name).exists()] == []
    runs = " ".join(rest for kind, rest in instructions() if kind == "RUN")
    assert "--require-hashes" in runs
    assert "--no-index" in runs
    assert not re.search(r"\bcurl\b|\bwget\b|\bsudo\b", runs)
    assert named["USER"].split(":")[0] not in ("", "0", "root")
    words = [*json.loads(named["ENTRYPOINT"]), *json.loads(named["CMD"])]
    assert words[:2] == ["counterfoil", "serve"]
    assert options_in(" ".join(words)) <= serve_options()


def test_the_health_check_asks_where_metrics_are_served() -> None:
    """And it is a program."""
    named = dict(instructions())
    [command] = re.findall(r"CMD (\[.*\])", named["HEALTHCHECK"])
    words = json.loads(command)
    assert words[:2] == ["python", "-c"]
    compile(words[2], "health check", "exec")
    metrics = json.loads(named["CMD"])
    assert f"http://{metrics[metrics.index('--metrics') + 1]}/health/live" in words[2]


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Every metric of a node that serves over TLS and feeds tables."""
    from counterfoil.api.ledger.running import RunningNetwork
    from counterfoil.cli.operations import add_certificate
    from counterfoil.transport.tls import TlsContext
    from support.certified import certified

    folder = tmp_path_factory.mktemp("measured")
    with open_network(make_served_network(folder / "network")) as network:
        gauges: Gauges = RunningNetwork(network, publish_every_s=3_600).gauges
        add_certificate(gauges, TlsContext(certified(folder)))
        return {*(one.name for one in gauges), ROWS_LAG, "counterfoil_http_request_duration_seconds"}


def test_the_guide_has_every_metric(measured: set[str]) -> None:
    """Each in its table, and no other."""
    told = set(re.findall(r"^\| `(counterfoil_[a-z_]+)` \|", GUIDE.read_text(), re.MULTILINE))
    assert told == measured


def test_alerts_are_of_metrics_that_there_are(measured: set[str]) -> None:
    """A rule for what nobody measures would never fire."""
    rules = re.findall(r"^ +expr: (.*)$", (DEPLOY / "alerts.yml").read_text(), re.MULTILINE)
    assert len(rules) >= 5
    named = {re.sub(f"({'|'.join(SUFFIXES)})$", "", one) for rule in rules for one in METRIC.findall(rule)}
    assert named <= measured


def test_every_command_of_the_readme_has_its_options() -> None:
    """Also where a line of prose names one."""
    prose = re.sub(r"^```.*?^```", "", (DEPLOY / "README.md").read_text(), flags=re.MULTILINE | re.DOTALL)
    spans = [span.replace("\n", " ") for span in re.findall(r"`([^`]+)`", prose)]
    commands = [span.partition("/bin/counterfoil ")[2] for span in spans if "/bin/counterfoil " in span]
    assert any(one.startswith("audit ") for one in commands)
    for one in commands:
        assert options_in(one) <= options_of(one.split()), one


def test_every_file_is_in_its_readme() -> None:
    """Each once."""
    listed = re.findall(r"^\| `([^`]+)` \|", (DEPLOY / "README.md").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(path.name for path in DEPLOY.iterdir() if path.name != "README.md")
