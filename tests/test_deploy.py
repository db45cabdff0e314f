# SPDX-License-Identifier: Apache-2.0
"""What `deploy/` says is there: options, files, metrics; and systemd reads the unit, where there is one."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import typer

from counterfoil.api.gauges import Gauges
from counterfoil.api.ledger.measured import ROWS_LAG
from counterfoil.cli.main import app
from counterfoil.node.consortium.setting_up import generate_local
from counterfoil.node.consortium.units import Node, container, environment, write_units
from counterfoil.node.consortium.units import unit as make_unit
from counterfoil.primitives.types import Timestamp
from support import tree
from support.members import FIRMS, plan
from support.network import CHAIN, no_passphrase, open_network
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


def said_by_systemd(text: str, path: Path) -> list[str]:
    """What is wrong with a unit, but for what only a newer systemd knows."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("there is no systemd-analyze")
    path.write_text(text.replace("/opt/counterfoil/bin/counterfoil", sys.executable))
    done = subprocess.run([program, "verify", str(path)], capture_output=True, text=True, timeout=60, check=False)
    said = [line for line in done.stderr.splitlines() if path.name in line]
    return [line for line in said if "DelegateSubgroup" not in line]


def test_systemd_reads_the_unit(tmp_path: Path) -> None:
    """Nothing in it is unknown, but for what only a newer systemd knows."""
    assert said_by_systemd((DEPLOY / "counterfoil.service").read_text(), tmp_path / "counterfoil.service") == []


@pytest.fixture(scope="module")
def consortium(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Name → folder of each node of a trial: members and the custody tier."""
    root = tmp_path_factory.mktemp("consortium") / "n"
    generate_local(root, 4, CHAIN, plan, no_passphrase, time=Timestamp(1_790_000_000_000))
    return {"custody": root / "custody", **{f"{name}-1": root / name for name in FIRMS}}


def sections(text: str) -> dict[str, list[str]]:
    """Section → its lines."""
    found: dict[str, list[str]] = {}
    for line in joined(text):
        if line.startswith("["):
            found[line] = []
        else:
            found[list(found)[-1]].append(line)
    return found


def test_each_node_of_a_consortium_has_its_unit(consortium: dict[str, Path], tmp_path: Path) -> None:
    """It is the one of `deploy/`, confined alike, with the node's own folder, names and ports; systemd reads it."""
    ours = set(joined((DEPLOY / "counterfoil.service").read_text()))
    metrics = set()
    for name, folder in consortium.items():
        made = folder / "deploy"
        assert {one.name for one in made.iterdir()} == {
            f"counterfoil-{name}.{kind}" for kind in ("service", "env", "container")
        }
        text = (made / f"counterfoil-{name}.service").read_text()
        own = joined(text)
        assert f"--network {folder} " in text
        assert {line.partition("=")[0] for line in ours - set(own)} <= {
            *("Description", "EnvironmentFile", "LoadCredentialEncrypted", "ExecStart", "ProtectHome"),
        }
        assert {line.partition("=")[0] for line in set(own) - ours} <= {
            *("Description", "EnvironmentFile", "LoadCredentialEncrypted", "ExecStart", "ProtectHome"),
            *("ReadWritePaths", "BindPaths"),
        }
        metrics.add(re.findall(r"--metrics (\S+)", text)[0])
        assert said_by_systemd(text, tmp_path / f"counterfoil-{name}.service") == []
        told = (made / f"counterfoil-{name}.env").read_text()
        assert options_in(text) | options_in(told) <= serve_options()
        assert ("COUNTERFOIL_COMETBFT=" in told) == (name != "custody")
    assert len(metrics) == len(consortium), "several on one machine are in each other's way"


def test_each_node_of_a_consortium_has_its_container(consortium: dict[str, Path]) -> None:
    """Of the image that `deploy/` builds, with the options of the program, and its folder by the same name."""
    for name, folder in consortium.items():
        found = sections((folder / "deploy" / f"counterfoil-{name}.container").read_text())
        assert list(found) == ["[Unit]", "[Container]", "[Service]", "[Install]"]
        [command] = [line for line in found["[Container]"] if line.startswith("Exec=")]
        assert options_in(command) <= serve_options()
        assert f"Volume={folder}:{folder}" in found["[Container]"]


def test_a_node_in_earnest_listens_for_others_with_its_certificate() -> None:
    """What is reached from elsewhere is published, and nothing else; folders in homes are reached, and no others."""
    node = Node(
        "counterfoil-n",
        "A node",
        Path("/home") / "n" / "north",
        "https://n.example:8443",
        (26_656, 26_659),
        engine=True,
    )
    assert "--certificate /etc/counterfoil/tls/counterfoil-n.pem" in environment(node)
    assert "--port 8443 --name n.example:8443" in environment(node)
    assert re.findall(r"PublishPort=(\S+)", container(node)) == ["8443:8443", "26656:26656", "26659:26659"]
    assert "--certificate /run/secrets/pem --private-key /run/secrets/key" in container(node)
    assert f"ProtectHome=tmpfs\nBindPaths={node.folder}\n" in make_unit(node)
    assert "ReadWritePaths" not in make_unit(replace(node, folder=Path("/var/lib/counterfoil/north")))


def test_what_somebody_changed_in_them_stays(tmp_path: Path) -> None:
    """They are written once, and those that are there are left."""
    node = Node("counterfoil-n", "A node", tmp_path, None)
    for path in write_units(node):
        path.write_text("mine")
    (tmp_path / "deploy" / "counterfoil-n.env").unlink()
    assert [path.read_text() == "mine" for path in write_units(node)] == [True, False, True]


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
