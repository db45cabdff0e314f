# SPDX-License-Identifier: Apache-2.0
"""The tables beside other standards say what is: calls, records and tests exist, no requirement is left out."""

import ast
import re
from functools import cache
from typing import Final, NamedTuple

import pytest

from counterfoil.modules import laws, nouns
from support import tree

PAGE: Final = tree.ROOT / "docs" / "equivalency.md"
ABSENT: Final = "absent"
CMTAT: Final = [f"1.{letter}" for letter in "abcde"] + [f"1.{number}" for number in range(1, 35)]
CMTAT_DEBT: Final = [f"1.{letter}" for letter in "fghijklmnopqrs"]
ERC_3643: Final = {
    "Token": "setName setSymbol setOnchainID pause unpause setAddressFrozen freezePartialTokens unfreezePartialTokens "
    "setIdentityRegistry setCompliance forcedTransfer mint burn recoveryAddress batchTransfer batchForcedTransfer "
    "batchMint batchBurn batchSetAddressFrozen batchFreezePartialTokens batchUnfreezePartialTokens decimals name "
    "symbol onchainID version identityRegistry compliance paused isFrozen getFrozenTokens totalSupply balanceOf "
    "transfer approve allowance transferFrom",
    "IdentityRegistry": "registerIdentity batchRegisterIdentity deleteIdentity updateIdentity updateCountry "
    "setIdentityRegistryStorage setClaimTopicsRegistry setTrustedIssuersRegistry contains isVerified identity "
    "investorCountry identityStorage issuersRegistry topicsRegistry",
    "IdentityRegistryStorage": "addIdentityToStorage removeIdentityFromStorage modifyStoredInvestorCountry "
    "modifyStoredIdentity bindIdentityRegistry unbindIdentityRegistry linkedIdentityRegistries storedIdentity "
    "storedInvestorCountry",
    "TrustedIssuersRegistry": "addTrustedIssuer removeTrustedIssuer updateIssuerClaimTopics getTrustedIssuers "
    "getTrustedIssuersForClaimTopic isTrustedIssuer getTrustedIssuerClaimTopics hasClaimTopic",
    "ClaimTopicsRegistry": "addClaimTopic removeClaimTopic getClaimTopics",
    "ModularCompliance": "bindToken unbindToken addModule removeModule callModuleFunction transferred created "
    "destroyed canTransfer getModules getTokenBound isModuleBound",
}
QUOTED: Final = re.compile(r"`([^`]+)`")
SHOWN: Final = re.compile(r"\[`(\w+\.py)::(\w+)`\]\(\.\./(tests/[\w/]+\.py)\)")


class Line(NamedTuple):
    """A row of a table: what is asked for, what does it, the test that shows it, and the rest."""

    section: str
    name: str
    here: str
    shown: str
    note: str


def lines() -> list[Line]:
    """Every row of every table, with the heading that it stands under."""
    found, section = [], ""
    for text in PAGE.read_text(encoding="utf-8").splitlines():
        if text.startswith("#"):
            section = text.strip("# ")
        elif text.startswith("| ") and not text.startswith(("| | ", "| Operation ")):
            cells = [cell.strip() for cell in text.strip("|").split("|")]
            found.append(Line(section, cells[0].strip("` "), *cells[-3:]))
    return found


LINES: Final = lines()
NAMES: Final = [f"{line.section}: {line.name}" for line in LINES]
every_line = pytest.mark.parametrize("line", LINES, ids=NAMES)


@cache
def functions_of(file: str) -> frozenset[str]:
    """The functions at the top of a test file."""
    body = ast.parse((tree.ROOT / file).read_text(encoding="utf-8")).body
    return frozenset(node.name for node in body if isinstance(node, ast.FunctionDef))


@cache
def terms_of_contracts() -> frozenset[str]:
    """Acronyms of contract terms, as their reference lists them."""
    text = (tree.ROOT / "docs" / "reference" / "contract-terms.md").read_text(encoding="utf-8")
    return frozenset(re.findall(r"^\| `[^|]*` \| `([A-Z]+)` \|", text, re.MULTILINE))


def test_no_requirement_is_left_out() -> None:
    """Each of CMTA's list, and each operation of the six interfaces, once and in order; and nothing else."""
    sections: dict[str, list[str]] = {}
    for line in LINES:
        sections.setdefault(line.section, []).append(line.name)
    cmtat = sections.pop("CMTAT: requirements for other ledgers")
    assert cmtat == CMTAT + CMTAT_DEBT
    assert sections == {name: operations.split() for name, operations in ERC_3643.items()}


@every_line
def test_a_row_shows_what_it_says_or_says_why_not(line: Line) -> None:
    """What is here has a test that exists; what is absent has none, and a reason."""
    shown = SHOWN.findall(line.shown)
    assert line.shown == "<br>".join(f"[`{name}::{test}`](../{file})" for name, test, file in shown)
    if line.here == ABSENT:
        assert not shown and line.note
        return
    assert shown
    for name, test, file in shown:
        assert file.endswith(f"/{name}") and test in functions_of(file), f"{file}::{test}"
        assert test.startswith("test_")


@every_line
def test_what_a_row_names_exists(line: Line) -> None:
    """Calls are of a law, records of a table, commands begin with the program's name."""
    for name in QUOTED.findall(line.here):
        if name.startswith("counterfoil "):
            continue  # tests/test_docs.py knows every command
        known = name in laws().calls if "/" not in name else "/".join(name.split("/")[:2]) in laws().tables
        assert known, name
    assert line.here in (ABSENT, "terms document") or QUOTED.search(line.here)
    for name in QUOTED.findall(line.note):
        noun, _, rest = name.partition(".")
        assert noun not in nouns() or not rest or name in laws().calls, name
    for term in re.findall(r"term `([A-Z]+)`", line.note):
        assert term in terms_of_contracts()
    assert line.here != "terms document" or "term `" in line.note
