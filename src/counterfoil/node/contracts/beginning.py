# SPDX-License-Identifier: Apache-2.0
"""A new contract: a folder with a small program that runs, its test, and what it says of itself."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from counterfoil.modules.holdings.records import ENCUMBRANCES
from counterfoil.node.contracts.folder import MANIFEST, require_name
from counterfoil.node.contracts.library import library_folder
from counterfoil.primitives.errors import InputError

SOURCE: Final = '''"""A box: whoever puts units in may take them out again."""


def init(instrument: str):
    """Begin for one instrument."""
    put("instrument", instrument)


def put_in(hold: str, quantity: int):
    """Take units of a hold, which is shown, into the box: whoever set them aside for this contract must agree."""
    for party in shown("ENCUMBRANCES/" + hold)["granted_by"]:
        require(consents(party), "whoever made the hold must agree: " + party)
    take(hold, account(), quantity, get("instrument"))
    put("of." + caller(), get("of." + caller(), 0) + quantity)
    emit("put_in", {"by": caller(), "quantity": quantity})


def take_out(to: str, quantity: int):
    """Pay units that the caller put in to an account."""
    mine = get("of." + caller(), 0)
    require(quantity <= mine, "only " + str(mine) + " are yours")
    if quantity == mine:
        remove("of." + caller())
    else:
        put("of." + caller(), mine - quantity)
    pay(to, get("instrument"), quantity)


def of(party: str):
    """View: how many units in the box are a party's."""
    return get("of." + party, 0)
'''.replace("ENCUMBRANCES", ENCUMBRANCES.prefix)
TEST: Final = '''"""Tests of the box: each gets a chain in memory, on which whoever is named is there."""

from pathlib import Path

SOURCE = (Path(__file__).parent / "contract.star").read_text()
SHOWN = ["ENCUMBRANCES/h"]


def boxed(chain):
    """A box for SHARE, with thirty of Ann's hundred in it, and ten more set aside for it."""
    chain.instrument("SHARE")
    chain.account("of-ann", "ann")
    chain.issue("SHARE", "of-ann", 100)
    chain.deploy("box", SOURCE, instrument="SHARE")
    chain.hold("h", "of-ann", "SHARE", 40, "box")
    chain.call("box", "put_in", "ann", hold="h", quantity=30, shows=SHOWN)


def test_what_goes_in_comes_out(chain):
    """To the unit, and to whoever put it in."""
    boxed(chain)
    assert chain.balance("of-box", "SHARE") == 30
    assert chain.call("box", "of", "ann", party="ann") == 30
    chain.call("box", "take_out", "ann", to="of-ann", quantity=10)
    chain.call("box", "take_out", "ann", to="of-ann", quantity=20)
    assert chain.state("box") == {"instrument": "SHARE"}
    assert chain.balance("of-ann", "SHARE") == 100


def test_nobody_takes_what_is_anothers(chain):
    """A stranger is told how much is hers."""
    boxed(chain)
    chain.account("of-eve", "eve")
    with chain.refuses("contract_failed", "only 0 are yours"):
        chain.call("box", "take_out", "eve", to="of-eve", quantity=1)
    with chain.refuses("contract_failed", "whoever made the hold must agree: ann"):
        chain.call("box", "put_in", "eve", hold="h", quantity=10, shows=SHOWN)
'''.replace("ENCUMBRANCES", ENCUMBRANCES.prefix)
README: Final = """# {name}

What it is for, whose roles it has, and what can go wrong: for those who review it.

    counterfoil contract check {name}
    counterfoil contract test {name}
"""
MANIFEST_TEXT: Final = """name = "{name}"
title = "A box"
licence = "Apache-2.0"
upgrades = "reviewed"
dialect = 1
source = "contract.star"
summary = "Whoever puts units in may take them out again."
roles = []
"""


def begin(folder: Path) -> list[Path]:
    """Write a new contract into a folder that is not there, or is empty; the files. InputError if it is neither."""
    name = folder.resolve().name
    require_name(name, where=str(folder))
    return write_folder(
        folder,
        {
            MANIFEST: MANIFEST_TEXT.format(name=name),
            "contract.star": SOURCE,
            "test_contract.py": TEST,
            "README.md": README.format(name=name),
        },
    )


def begin_from(folder: Path, name: str) -> list[Path]:
    """The same with a copy of one of the library's contracts; InputError when it has none of that name."""
    original = library_folder(name)
    files = sorted(path for path in original.iterdir() if path.is_file())
    return write_folder(folder, {path.name: path.read_text(encoding="utf-8") for path in files})


def write_folder(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """Write files into a folder that is not there, or is empty; InputError if it is neither."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("there is something here already", where=str(folder), remedy="name a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in files.items():
        (folder / file).write_bytes(text.encode())
    return [folder / file for file in files]
