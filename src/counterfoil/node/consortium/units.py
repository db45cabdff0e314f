# SPDX-License-Identifier: Apache-2.0
"""How a node's machine runs it: a unit for systemd, what is of this node alone, a container for podman's units.

The unit is ``deploy/counterfoil.service`` with this node's folder and names in the place of those there, and nothing
else: what confines it stands in one place. Files that are there already stay as somebody left them.
"""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from counterfoil.custody.files import write_durably
from counterfoil.primitives.errors import InvariantBroken

UNITS_FOLDER: Final = "deploy"
"""Below a node's folder."""
BASE: Final = "counterfoil.service"
STATE: Final = Path("/var/lib/counterfoil")
"""What the unit may write, besides the node's folder."""
PORT: Final = 8403
METRICS: Final = "127.0.0.1:9403"
HOMES: Final = (Path("/home"), Path("/root"), Path("/run/user"))
"""What the unit does not see."""
LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Node:
    """One node, as its machine runs it."""

    name: str
    """of the unit and of its files"""
    what: str
    """for people"""
    folder: Path
    """absolute: an engine's sockets stand in it by their full names"""
    service: str | None
    """the address of its service, as others are told it"""
    ports: tuple[int, ...] = ()
    """that others reach besides"""
    engine: bool = False

    @property
    def port(self) -> int:
        parts = urlsplit(self.service or "")
        return parts.port or (443 if parts.scheme == "https" else PORT)

    @property
    def alone(self) -> bool:
        """Whether it is one of several on this machine, for trials."""
        return urlsplit(self.service or "").hostname in LOOPBACK

    @property
    def metrics(self) -> str:
        """Several on one machine have an address of the loopback each for theirs, at the port of their service."""
        return f"127.0.0.2:{self.port}" if self.alone else METRICS

    @property
    def options(self) -> list[str]:
        """Of ``counterfoil serve``, where it listens and by which certificate."""
        parts = urlsplit(self.service or "")
        told = ["--host", "127.0.0.1" if self.alone or self.service is None else "0.0.0.0", "--port", str(self.port)]  # noqa: S104
        if parts.netloc:
            told += ["--name", parts.netloc]
        if parts.scheme == "https":
            tls = f"/etc/counterfoil/tls/{self.name}"
            told += ["--certificate", f"{tls}.pem", "--private-key", f"{tls}.key"]
        return told


def write_units(node: Node) -> tuple[Path, ...]:
    """Write those of this node's files that are not there yet; all of their paths."""
    made = {
        f"{node.name}.service": unit(node),
        f"{node.name}.env": environment(node),
        f"{node.name}.container": container(node),
    }
    paths = {node.folder / UNITS_FOLDER / name: text for name, text in made.items()}
    for path, text in paths.items():
        if not path.exists():
            write_durably(path, text.encode())
    return tuple(paths)


def unit(node: Node) -> str:
    """The unit of ``deploy/``, of this node."""
    text = base()
    for old, new in (
        ("Description=Counterfoil node", f"Description={node.what}"),
        ("stands in counterfoil.env.", f"stands in {node.name}.env."),
        ("EnvironmentFile=-/etc/counterfoil/counterfoil.env", f"EnvironmentFile=-/etc/counterfoil/{node.name}.env"),
        (
            "# systemd-creds encrypt --name=passphrase - /etc/counterfoil/passphrase.cred",
            f"# systemd-creds encrypt --name=passphrase - /etc/counterfoil/{node.name}.cred",
        ),
        (
            "LoadCredentialEncrypted=passphrase:/etc/counterfoil/passphrase.cred",
            f"LoadCredentialEncrypted=passphrase:/etc/counterfoil/{node.name}.cred",
        ),
        (f"--network {STATE}/network ", f"--network {node.folder} "),
        (f"--metrics {METRICS} ", f"--metrics {node.metrics} "),
        ("ProtectHome=yes\n", _reached(node.folder)),
    ):
        if text.count(old) != 1:
            raise InvariantBroken(f"{BASE} does not have {old!r} once")
        text = text.replace(old, new)
    return text


def environment(node: Node) -> str:
    """What is said of this node alone."""
    lines = [
        "# SPDX-License-Identifier: Apache-2.0",
        f"# What is said of this node; it stands in /etc/counterfoil/{node.name}.env.",
        f'COUNTERFOIL_OPTIONS="{" ".join(node.options)}"',
    ]
    if node.engine:
        lines.append("COUNTERFOIL_COMETBFT=/opt/counterfoil/bin/cometbft")
    return "\n".join(lines) + "\n"


def container(node: Node) -> str:
    """The same under podman, whose generator makes a unit of it: the image of ``deploy/Containerfile``.

    The folder has the same name inside. The engine's program is put into it, as ``cometbft``.
    """
    serve = [
        *("--network", str(node.folder), *_inside(node.options), "--metrics", node.metrics, "--log", "json"),
        *("--passphrase-file", "/run/secrets/passphrase"),
    ]
    secrets = ["passphrase", *(("pem", "key") if "--certificate" in node.options else ())]
    reached = [] if node.service is None and not node.ports else [node.port, *node.ports]
    lines = [
        "# SPDX-License-Identifier: Apache-2.0",
        f"# It stands in /etc/containers/systemd/{node.name}.container.",
        "[Unit]",
        f"Description={node.what}",
        "Wants=network-online.target",
        "After=network-online.target",
        "",
        "[Container]",
        "Image=localhost/counterfoil:latest",
        f"Volume={node.folder}:{node.folder}",
        *(f"Secret={node.name}-{one},target={one},uid=8403,mode=0400" for one in secrets),
        *(["Network=host"] if node.alone else [f"PublishPort={port}:{port}" for port in reached]),
        f"Exec={' '.join(serve)}",
        "",
        "[Service]",
        "Restart=on-failure",
        "RestartSec=5",
        "TimeoutStartSec=900",
        "TimeoutStopSec=300",
        "",
        "[Install]",
        "WantedBy=multi-user.target",
    ]
    return "\n".join(lines) + "\n"


def base() -> str:
    """The unit that all are made of; in a source tree it stands in ``deploy/``."""
    package = Path(str(files("counterfoil")))
    places = (package / UNITS_FOLDER, package.parents[1] / UNITS_FOLDER)
    return next(place / BASE for place in places if (place / BASE).is_file()).read_text()


def _reached(folder: Path) -> str:
    """How the unit reaches a folder that is not where services of the system keep theirs."""
    if folder.is_relative_to(STATE):
        return "ProtectHome=yes\n"
    if any(folder.is_relative_to(home) for home in HOMES):
        return f"ProtectHome=tmpfs\nBindPaths={folder}\n"
    private = "" if not folder.is_relative_to("/tmp") else f"BindPaths={folder}\n"  # noqa: S108 - PrivateTmp hides it
    return f"ProtectHome=yes\nReadWritePaths={folder}\n{private}"


def _inside(options: list[str]) -> list[str]:
    """Certificates are secrets there."""
    named = {"--certificate": "/run/secrets/pem", "--private-key": "/run/secrets/key"}
    return [named.get(before, one) for before, one in zip(["", *options], options, strict=False)]
