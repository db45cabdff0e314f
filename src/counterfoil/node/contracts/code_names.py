# SPDX-License-Identifier: Apache-2.0
"""Code as people name it: by its hash or how that begins, by a contract that runs it, or by a name of several."""

from collections.abc import Sequence
from dataclasses import dataclass

from counterfoil.evidence.text import format_time
from counterfoil.law.module import View
from counterfoil.modules.contracts import queries
from counterfoil.modules.contracts.records import RUNS, Code, ContractStatus
from counterfoil.node.contracts.viewing import meant
from counterfoil.node.short_hashes import beginning, too_few
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import CodeHash


@dataclass(frozen=True, slots=True)
class Called:
    """Code that was meant, and what else is called so."""

    code: Code
    runs_as: str
    """the contracts that run it, with their versions; empty where none does"""
    others: dict[str, str]
    """other code of its name, or of that which was typed: hash → as ``told`` says it"""


def code_called(view: View, name: str) -> Called:
    """Code by its hash, that a contract of this name runs now, or by its own name; InputError unless one is meant."""
    every = queries.codes(view)
    found = code_named(every, name, running=_running(view, name))
    if not found and (ended := queries.code_of(view, name)) is not None:
        found = [ended]
    if not found:
        nearest = too_few(name, (one.code for one in every)) or meant(view, name)
        remedy = nearest or "counterfoil show records contracts/code lists all"
        raise InputError(f"no code, and no contract, is called {name!r}", where="CODE", remedy=remedy)
    require_one(view, found, name, where="CODE")
    [code] = found
    same = [one for one in every if one.name in (code.name, name) and one.code != code.code]
    return Called(code, runs_as(view, code), {one.code: told(view, one) for one in same})


def code_named(every: Sequence[Code], name: str, *, running: Sequence[Code] = ()) -> list[Code]:
    """What is called so: by its whole hash that alone; else by a contract or by its name, and by how a hash begins.

    One that is named as another's hash begins hides nothing: both are found.
    """
    whole = [one for one in every if one.code == name]
    digits = beginning(name)
    cut = [one for one in every if digits and one.code.startswith(digits)]
    called = whole or [*(running or [one for one in every if one.name == name]), *cut]
    return list({one.code: one for one in called}.values())


def code_hash_named(view: View, name: str, *, where: str) -> CodeHash | None:
    """The hash of code on record that begins so; None where none does, InputError where several do."""
    digits = beginning(name)
    found = [one for one in queries.codes(view) if digits and one.code.startswith(digits)]
    require_one(view, found, name, where=where)
    return found[0].code if found else None


def require_one(view: View, found: Sequence[Code], name: str, *, where: str) -> None:
    """InputError for a name that several have: all of them, with what tells them apart, and what to type."""
    if len(found) > 1:
        several = "; ".join(told(view, one) for one in found)
        remedy = f"name one by its hash: {several}"
        raise InputError(f"{len(found)} codes are called {name!r}", where=where, remedy=remedy)


def told(view: View, code: Code) -> str:
    """Code by its hash, how its review stands since when, and which contracts run it."""
    since = "" if code.decided is None else f" since {format_time(code.decided)}"
    runs = runs_as(view, code)
    return f"{code.code} by {code.by}, {code.status}{since}, {f'run by {runs}' if runs else 'no contract runs it'}"


def runs_as(view: View, code: Code) -> str:
    """The contracts that run it, each with its version there; of one that does not go on, how it stands."""
    contracts = (one for one in queries.contracts(view) if one.code == code.code)
    return ", ".join(
        f"{one.contract} (version {one.version}{'' if one.status in RUNS else f', {one.status}'})" for one in contracts
    )


def _running(view: View, contract: str) -> list[Code]:
    found = (one for one in queries.contracts(view) if one.contract == contract)
    running = any(one.status is not ContractStatus.retired for one in found)
    code = queries.code_of(view, contract)
    return [code] if running and code is not None else []
