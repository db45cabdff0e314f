# SPDX-License-Identifier: Apache-2.0
"""Programs in which ``contract check`` finds something, and what it is."""

from typing import Final, NamedTuple

from counterfoil.node.contracts.findings import findings


class Bad(NamedTuple):
    """A program that begins on line 1, and what is found in it: the mark « stands before the place."""

    source: str
    wrong: str
    roles: tuple[str, ...] = ()


def entry(*lines: str, takes: str = "") -> str:
    return "\n".join((f"def f({takes}):", '    """Do it."""', *(f"    {line}" for line in lines), ""))


SALE: Final = '''
def init(seller: str, buyer: str, agent: str):
    """Begin."""
    require(seller != "agent", "two")
    put("terms", {"seller": seller, "buyer": buyer, "agent": agent})


def f():
    """Do it."""
    require(consents(get("terms")["seller"]), "the seller must")
'''


def assert_found(bad: Bad) -> None:
    """This alone, at its line and column; with what would settle it."""
    source = bad.source.replace("«", "")
    before = bad.source.split("«")[0].split("\n")
    (found,) = findings(source, bad.roles)
    assert (found.wrong, found.line, found.column) == (bad.wrong, len(before), len(before[-1]) + 1)
    assert found.right
