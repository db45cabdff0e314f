# SPDX-License-Identifier: Apache-2.0
"""Draws ``docs/reference/contract-terms.md``, the pictures of cash flows, and the table of reproduced public cases."""

import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Iterator
from inspect import getclosurevars, isfunction
from pathlib import Path
from typing import Any, Final

from counterfoil import terms
from counterfoil.page.cashflow_drawing import draw_svg
from counterfoil.primitives.errors import InputError
from counterfoil.terms.files.cases import differences, read_case
from counterfoil.terms.files.json_document import parse_json
from counterfoil.terms.kernel.calendars import read_calendars
from counterfoil.terms.kernel.reading import Term, terms_of
from counterfoil.terms.types.contract import Contract
from counterfoil.terms.types.table import contract_types

ROOT: Final = Path(__file__).parents[2]
VECTORS: Final = ROOT / "vectors" / "terms"
README: Final = ROOT / "docs" / "terms" / "README.md"
BEGIN: Final = "<!-- reproduced: begin -->"
END: Final = "<!-- reproduced: end -->"
DRAWN: Final = (
    "pam-reset",
    "lam-amount-computed",
    "lax-increase-then-decrease",
    "nam-negative-amortization",
    "ann-reset",
    "clm-called",
    "ump-withdrawals",
    "csh-long",
    "stk-dividends-bought-between",
    "com-purchase-and-termination",
    "fxout-delivery",
    "swppv-gross-receive",
    "swaps-gross-two-currencies",
    "capfl-collar",
    "optns-call-in-the-money",
    "futur-gain",
    "ceg-fee-amount",
    "cec-not-enough",
    "copper_delivered_in_two_days",
    "classic_daily_cash_margin",
    "equity03",
    "bond01",
    "convertible01",
)
"""The vectors that show their contract types best."""
PUBLISHED: Final = {
    "PAM": 25,
    "LAM": 31,
    "LAX": 18,
    "NAM": 22,
    "ANN": 31,
    "CLM": 15,
    "UMP": 9,
    "CSH": 4,
    "STK": 10,
    "COM": 4,
    "FXOUT": 12,
    "SWPPV": 14,
    "SWAPS": 11,
    "CAPFL": 4,
    "OPTNS": 23,
    "FUTUR": 14,
    "CEG": 14,
    "CEC": 15,
}
"""How many cases of each type the public repository has."""


def all_types() -> "dict[str, type[Contract[Any, Any]]]":
    """Every contract type by acronym, whichever module has it."""
    for module in pkgutil.walk_packages(terms.__path__, f"{terms.__name__}."):
        importlib.import_module(module.name)
    return dict(sorted(contract_types().items()))


def contract_terms() -> str:
    """The reference of all terms, by contract type."""
    types = all_types()
    lines = [
        "# Contract terms by contract type",
        "",
        "Generated from the code by `make docs`. Each table lists the terms that a type uses: what formulas need, and",
        "what says whose contract it is. A term that may be left out shows what stands in for it, if anything does.",
        "What they mean is on the pages of [contract terms](../terms/README.md); how each value is written, in",
        "[the format](../../spec/terms.md).",
        "",
        "| Type | Name |",
        "|---|---|",
        *(f"| [`{acronym}`](#{_anchor(kind)}) | {kind.name} |" for acronym, kind in types.items()),
    ]
    for kind in types.values():
        used = kind.terms_used()
        lines += ["", f"## {_title(kind)}", "", *_table(kind.record, used, ("CT", *kind.terms_required()))]
        for term in _ordered(kind.record):
            elements = _elements(term) if term.acronym in used else None
            if elements is not None:
                lines += ["", f"Each element of `{term.name}`:", "", *_table(elements[0], None, elements[1])]
    return "\n".join(lines) + "\n"


def _title(kind: type[Contract[Any, Any]]) -> str:
    return f"{kind.contract_type}: {kind.name}"


def _anchor(kind: type[Contract[Any, Any]]) -> str:
    return re.sub(r"[^\w\- ]", "", _title(kind).lower()).replace(" ", "-")


def _ordered(record: type) -> Iterator[Term]:
    """The terms of a record, each once."""
    for name, term in terms_of(record).items():
        if name == term.name:
            yield term


def _table(record: type, used: frozenset[str] | None, required: tuple[str, ...]) -> list[str]:
    defaults = {field.name: field.default for field in dataclasses.fields(record)}
    rows = ["| Term | Acronym | Allowed | If left out |", "|---|---|---|---|"]
    for term in _ordered(record):
        if used is None or term.acronym in used:
            needed = "**required**" if {term.acronym, term.name} & {*required} else _default(term, defaults[term.field])
            names = " or ".join(f"`{name}`" for name in (term.name, *term.aliases))
            allowed = term.kind.allowed.replace("|", r"\|")
            rows.append(f"| {names} | {term.acronym and f'`{term.acronym}`'} | {allowed} | {needed} |")
    return rows


def _default(term: Term, default: object) -> str:
    if default is None or default == ():
        return ""
    written = term.kind.write(default)
    return f"`{', '.join(map(str, written))}`" if isinstance(written, list) else f"`{written}`"


def _elements(term: Term) -> tuple[type, tuple[str, ...]] | None:
    """Of a term that is a list of records: their class, and which of its fields must be given."""
    read_one = getclosurevars(term.kind.read).nonlocals.get("read_one") if isfunction(term.kind.read) else None
    if read_one is None:
        return None
    known = getclosurevars(read_one).nonlocals
    return known["record"], known["required"]


def drawings() -> dict[str, str]:
    """``terms/drawings/<TYPE>.svg`` → the picture of a vector, for each contract type."""
    all_types()
    given = vectors()
    drawn: dict[str, str] = {}
    for name in DRAWN:
        calendars = read_calendars(given[name].get("calendars", ()))
        case = read_case(name, given[name], calendars=calendars)
        contract = case.contract
        title = f"{name}: {contract.name} ({contract.contract_type})"
        picture = draw_svg(title, case.run(), currency=contract.currency)
        drawn[f"terms/drawings/{contract.contract_type}.svg"] = picture
    return drawn


def vectors() -> dict[str, Any]:
    """Every case of our own by name."""
    found: dict[str, Any] = {}
    for path in sorted(VECTORS.glob("*.json")):
        document = parse_json(path.read_bytes(), where=path.name)
        assert isinstance(document, dict)
        found |= {name: given for name, given in document.items() if isinstance(given, dict)}
    return found


def reproduced(cases: Path) -> str:
    """The table of public cases, from the folder that holds one file of cases for each contract type."""
    rows = ["| Type | Published | At hand | Reproduced |", "|---|---:|---:|---:|"]
    hand = done = 0
    all_types()
    for kind, published in PUBLISHED.items():
        path = cases / f"{kind.lower()}.json"
        document = parse_json(path.read_bytes(), where=path.name)
        assert isinstance(document, dict)
        good = sum(_is_reproduced(name, given) for name, given in document.items())
        rows.append(f"| {kind} | {published} | {len(document)} | {good} |")
        hand, done = hand + len(document), done + good
    return "\n".join([*rows, f"| **all** | **{sum(PUBLISHED.values())}** | **{hand}** | **{done}** |"])


def _is_reproduced(name: str, given: object) -> bool:
    try:
        case = read_case(name, given)
        return not differences(case, case.run())
    except InputError:
        return False


def reproduced_in(readme: str) -> str:
    """The table between the markers."""
    found = re.search(f"{BEGIN}\n(.*?)\n{END}", readme, re.DOTALL)
    assert found is not None, "the markers are missing"
    return found[1]


def count_reproduced(cases: Path) -> None:
    """Write the table into the README of contract terms."""
    readme = README.read_text()
    README.write_text(readme.replace(reproduced_in(readme), reproduced(cases)))
