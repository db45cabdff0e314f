# SPDX-License-Identifier: Apache-2.0
"""The web console: its sources, its build, and a network behind it that has something of everything that it shows."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from counterfoil.identity.signing import PrivateKey
from counterfoil.modules.contracts import calls as c
from counterfoil.modules.contracts.law import proposal
from counterfoil.modules.contracts.records import Upgrades
from counterfoil.modules.holdings.calls import Issue, Transfer
from counterfoil.node.chain import ChainNode
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.layout import Layout
from counterfoil.node.submitting import sign_calls, submit
from counterfoil.primitives.types import AccountId, HexHash, PartyId, Quantity
from support.browser_verifier import ROOT, missing, need
from support.network import CHAIN, SHARES, open_network, run
from support.node_service import SUPERVISOR, Served, make_served_network

CONSOLE: Final = ROOT / "console"
BUILT: Final = Path(str(files("counterfoil"))) / "page" / "console"
PAGES: Final = sorted(folder.name for folder in (CONSOLE / "src/pages").iterdir() if folder.is_dir())
KEY_FILE: Final = "input[name=key]"
ISSUED: Final = 8
TRANSFERS: Final = 70
"""More than a table draws at once."""
SOURCE: Final = '''"""A box that counts."""


def init():
    """Begin at nothing."""
    put("count", 0)


def add(more: int):
    """Count on."""
    put("count", get("count") + more)
'''


@cache
def _workshop() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="counterfoil-console-")


@cache
def tools() -> Path:
    """A copy of ``console/`` with what package-lock.json names, installed once; beside it the TypeScript client."""
    room = Path(_workshop().name)
    unwanted = shutil.ignore_patterns("node_modules", "build", "dist")
    shutil.copytree(CONSOLE, room / "console", ignore=unwanted)
    shutil.copytree(ROOT / "clients/typescript", room / "clients/typescript", ignore=unwanted)
    install = [need("npm"), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    done = subprocess.run(install, cwd=room / "console", capture_output=True, text=True, check=False)
    if done.returncode != 0:
        missing(f"npm ci cannot install what package-lock.json names ({done.stderr.strip()[-300:]})")
    return room / "console"


def build(out: Path) -> None:
    """The console built anew, from its sources alone."""
    command = [need("node"), "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"]
    environment = os.environ | {"CONSOLE_OUT": str(out)}
    done = subprocess.run(command, cwd=tools(), env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3_000:]


@dataclass(frozen=True)
class Told:
    """Names of what the network has, as the walks of pages have them between braces."""

    committed: HexHash
    rejected: HexHash
    code: HexHash

    def filled(self, text: str) -> str:
        names = {"committed": self.committed, "rejected": self.rejected, "code": self.code, "chain": CHAIN}
        for name, value in names.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text


@dataclass(frozen=True)
class Behind:
    """What serves the console, and what its network has."""

    service: Served
    told: Told

    @property
    def url(self) -> str:
        return f"{self.service.url}/console"

    def key_file(self, name: str) -> Path:
        return Layout(self.service.root).keys / f"{name}.key"

    def go(self, page: Any, address: str) -> None:
        """To an address within the console, as a link leads there."""
        page.evaluate("address => { location.hash = address; }", self.told.filled(address))


def sign_in(page: Any, behind: Behind, name: str = SUPERVISOR) -> None:
    """With a key file of the network."""
    page.set_input_files(KEY_FILE, behind.key_file(name))
    page.locator("form button[type=submit]").click()
    page.wait_for_selector("nav")


def titled(page: Any, text: str) -> None:
    """Waits for what a page is about, as its heading says."""
    page.locator("main h2", has_text=text).first.wait_for()


def walk_of(page: str) -> dict[str, Any]:
    """Where a page is opened, and what it must then say in each language."""
    read: dict[str, Any] = json.loads((CONSOLE / "src/pages" / page / "walk.json").read_text(encoding="utf-8"))
    return read


def make_console_network(root: Path) -> Told:
    """The served network, with more shares issued again and again, many transfers, a contract, and a rejection."""
    make_served_network(root)
    with open_network(root) as network:
        node, key = network.chain(CHAIN), network.keyring.get
        for more in range(ISSUED):
            issued = Issue(instrument=SHARES, account=AccountId("alice-1"), quantity=Quantity(100 * (more + 1)))
            run(node, [issued], key("issuer"))
        committed = [run(node, [_moved(1 + number % 7)], key("alice")) for number in range(TRANSFERS)][-1]
        [answer] = submit(node, [sign_calls(node, [_moved(10**12)], key("alice"))])
        code = _contract(node, key)
        network.publish()
    return Told(committed, answer.id, code)


def _moved(quantity: int) -> Transfer:
    alice, bob = AccountId("alice-1"), AccountId("bob-1")
    return Transfer(sender=alice, receiver=bob, instrument=SHARES, quantity=Quantity(quantity))


def _contract(node: ChainNode, key: Callable[[str], PrivateKey]) -> HexHash:
    """Reviewed by the bank and the supervisor, and deployed by alice; the identifier of its code."""
    alice, bank, watch = PartyId("alice"), PartyId("bank"), PartyId(SUPERVISOR)
    reviews = c.SetReviews(reviewers=(bank,), quorum=1, by=DEPOSITORY, supervisor=watch, reference="rule 1")
    run(node, [reviews], key(DEPOSITORY), key(SUPERVISOR))
    proposed = proposal(
        name="box", by=alice, source=SOURCE, licence="Apache-2.0", upgrades=Upgrades.never, title="A box"
    )
    run(node, [proposed], key("alice"))
    run(node, [c.Approve(code=proposed.code, by=bank, reference="read")], key("bank"))
    run(node, [c.Approve(code=proposed.code, by=watch, reference="read")], key(SUPERVISOR))
    run(node, [c.Deploy(contract="box", code=proposed.code, account="of-box", by=alice)], key("alice"))
    run(node, [c.Run(contract="box", function="add", by=(alice,), arguments='{"more":3}')], key("alice"))
    return HexHash(proposed.code)
