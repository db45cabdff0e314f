# SPDX-License-Identifier: Apache-2.0
"""Damaged files of the custody folder: every command that reads one names it, with the exit code of damage."""

import pytest

from support.network import SHARES
from support.simulation_rogue import files_of

BUNDLE = "log/tile/entries/000.p"
DAMAGE = {
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:-7]),
    "empty": lambda path: path.write_bytes(b""),
    "one letter": lambda path: path.write_bytes(flipped(path.read_bytes())),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
    "gone": lambda path: path.unlink(),
}
COMMANDS = {
    "order": "holdings transfer --sender alice-1 --receiver bob-1 --instrument {shares} --quantity 1 -k alice",
    "publish": "custody publish",
    "read": "custody entry 0",
    "prove": "evidence export --account alice-1 --instrument {shares} --no-publish -o {out}",
}
READS = {
    "signed": {"order", "publish"},
    "log/checkpoint": {"order", "publish", "read", "prove"},
    "policy": {"order", "read", "prove"},
    "log/tile/entries": {"order", "publish", "read", "prove"},
}
"""file → who cannot do without it"""
MENDED = {("log/checkpoint", "order"), ("log/checkpoint", "publish"), ("policy", "order")}
"""file → who can do without it when it is gone, since it is published anew, or publishes it anew"""
CASES = [
    (file, damage, command)
    for file, readers in READS.items()
    for damage in DAMAGE
    for command in sorted(readers)
    if damage != "gone" or (file, command) not in MENDED
]


def flipped(data: bytes) -> bytes:
    """One bit of the last letter but one is another."""
    return data[:-2] + bytes([data[-2] ^ 1]) + data[-1:]


def damaged(network, name):
    """The file that the damage is done to; of bundles the last, which all read."""
    path = network / "custody" / name
    return path if path.is_file() else max((path / "000.p").iterdir(), key=lambda each: int(each.name))


@pytest.mark.parametrize(("name", "damage", "command"), CASES, ids=["-".join(case) for case in CASES])
def test_damage_is_named_and_is_no_mistake_of_the_user(run, trading, tmp_path, name, damage, command):
    """One line with the file's path, exit code 3, and nothing changed."""
    path = damaged(trading, name)
    DAMAGE[damage](path)
    before = files_of(trading)
    words = COMMANDS[command].format(shares=SHARES, out=tmp_path / "p.zip").split()
    [line] = run(*words, "-n", trading, code=3).stderr.splitlines()
    assert str(path) in line or (damage == "one letter" and f"{trading}/custody/log is corrupt" in line)
    assert files_of(trading) == before


@pytest.mark.parametrize("name", ["log/checkpoint", "policy", "log/tile/entries"])
def test_chains_are_shown_beside_a_damaged_custody_folder(run, run_json, trading, name):
    """How far a chain is can be said; what is anchored cannot, and why not is a warning."""
    path = damaged(trading, name)
    path.write_bytes(b"nonsense")
    [shown] = run_json("show", "chain", "-n", trading)
    assert (shown["height"], shown["anchored_height"]) == (4, None)
    assert str(path) in run("show", "chain", "-n", trading).stderr


def test_a_wrong_hash_tile_proves_nothing(run, trading):
    """A proof that would not verify is not written."""
    path = damaged(trading, "log/tile/0")
    path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])
    assert "corrupt" in run("custody", "proof", 3, "-n", trading, code=3).stderr
