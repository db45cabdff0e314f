# SPDX-License-Identifier: Apache-2.0
"""What holds whatever is called: random steps from a beginning, and after each of them a test.

Arguments are made from the types of the contract's interface and from what is on the chain. The first sequence that
fails is made shorter, by Hypothesis, as long as it fails; the same seed gives the same.
"""

import ast
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from counterfoil.law.program import Entry
from counterfoil.law.table import Table
from counterfoil.modules.holdings.records import ENCUMBRANCES, MANDATES
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.modules.parties.records import ACCOUNTS, PARTIES
from counterfoil.node.contracts.flows import ONCE, text_of
from counterfoil.node.contracts.hostile import drawn_from
from counterfoil.node.contracts.local_chain import CallRefused, LocalChain
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

Does = Callable[..., object]
"""Something with a chain: ``(chain)``, or with more parameters, of which each is given by its name or has a type."""
_OFFICE: Final = frozenset({"registrar", "supervisor", "reviewer-1", "reviewer-2"})
_WAYS_MAX: Final = 2_000
"""Ways that are remembered: those that are made shorter begin alike."""
_HOUR: Final = 3_600_000
_NAMING: Final[Mapping[str, Table[Any]]] = {
    "hold": ENCUMBRANCES,
    "pledge": ENCUMBRANCES,
    "mandate": MANDATES,
    "account": ACCOUNTS,
    "party": PARTIES,
    "instrument": INSTRUMENTS,
}
"""Parameters that are called as what they name → where such names are."""
_WORD_MAX: Final = 40
"""Characters of a text in the source that may be an argument: longer ones are for people."""


class StepsFailed(AssertionError):
    """Some steps after which the test fails; there are no fewer that are found."""


class _Step(NamedTuple):
    """One step: who does what with which arguments, so much later than the one before."""

    name: str
    by: str
    given: Mapping[str, Any]
    wait: int

    def __str__(self) -> str:
        given = [*([repr(self.by)] if self.by else []), *(f"{name}={value!r}" for name, value in self.given.items())]
        return (f"wait({self.wait}); " if self.wait else "") + f"{self.name}({', '.join(given)})"


def walked(
    begins: Does,
    contract: str,
    *does: Does,
    by: Sequence[str] = (),
    waits: Sequence[int] = (0, 0, _HOUR, 24 * _HOUR),
    ends: Does | None = None,
    steps: int = 16,
    walks: int = 20,
    **given: Sequence[Any],
) -> Callable[[Does], Does]:
    """A test that is asked after every step of random walks, each from where ``begins`` leaves a chain.

    A step calls a contract, or does one of ``does``; one that the ledger refuses changes nothing. ``by``: who calls,
    with spaces between those that call together; otherwise everybody, alone or with another. ``waits``: milliseconds
    before a step. ``given``: a parameter's name → what it may be; others are made from their types. ``ends``: what is
    done after the last step, and must not be refused. A function that was refused each time is noted on the chain.
    """

    def decorated(test: Does) -> Does:
        @wraps(test)
        def tested(chain: LocalChain) -> None:
            _require_lists(by, given)
            begins(chain)
            walk = _Walk(chain, contract, {one.__name__: one for one in does}, test, ends)
            walk.require_taken(given)
            walk.require_known(by, given)
            one_step = walk.step(by, waits, given)
            _examined(walk, one_step, steps, walks)
            chain.notes += walk.refused_always()

        return tested

    return decorated


def _require_lists(by: Sequence[str], given: Mapping[str, Sequence[Any]]) -> None:
    """InputError for a text in place of a list: its letters would be taken one by one, and nothing be meant by them."""
    if isinstance(by, str):
        raise InputError('by is a list of names, such as ["ann"]', where="walked")
    for name, values in given.items():
        if isinstance(values, str):
            raise InputError(f'{name} is a list of what it may be, such as ["{values}"]', where="walked")


def _examined(walk: "_Walk", step: "SearchStrategy[_Step]", steps: int, walks: int) -> None:
    from hypothesis import HealthCheck, Phase, given, seed, settings
    from hypothesis import strategies as st

    quiet = settings(
        max_examples=walks,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    # As many steps each time, of which those that are not needed to fail become none.
    taken = st.lists(st.none() | step, min_size=steps, max_size=steps)
    try:
        seed(walk.chain.seed)(quiet(given(taken)(walk.run)))()
    except Exception as error:
        said = f"{type(error).__name__}: {error}".rstrip(": ")
        after = "; ".join(map(str, walk.taken)) or "nothing"
        words = f"with seed {walk.chain.seed}, after {after}: {said}"
        raise StepsFailed(words).with_traceback(error.__traceback__) from None


class _Walk:
    """One contract, where walks begin, and what is asked after each step."""

    def __init__(
        self, chain: LocalChain, contract: str, does: Mapping[str, Does], test: Does, ends: Does | None
    ) -> None:
        self.chain, self.contract, self.does, self.test, self.ends = chain, contract, does, test, ends
        source, entries = chain.program_of(contract)
        self.entries = {name: one for name, one in entries.items() if not one.view and name not in ONCE}
        self.words, self.integers = _words(source), drawn_from(chain, contract)
        self.taken: list[_Step] = []
        """of the last walk, those that were not refused"""
        self.known: dict[str, LocalChain | None] = {}
        """steps that were taken one after the other → the chain then; None: the last was refused"""
        self.got_through = set[str]()
        """what was not refused, once at least"""

    def require_taken(self, given: Iterable[str]) -> None:
        """InputError for a parameter that nothing takes: a walk would do without it, and fail nothing."""
        entries = {name for one in self.entries.values() for name in _takes(one)}
        takes = sorted(entries | {name for one in self.does.values() for name in _parameters(one)})
        for one in sorted(set(given).difference(takes)):
            close = get_close_matches(one, takes, n=1)
            remedy = f"did you mean {close[0]}?" if close else f"one of {', '.join(takes)}"
            raise InputError(f"nothing that a step does takes {one}", where="walked", remedy=remedy)

    def require_known(self, by: Sequence[str], given: Mapping[str, Sequence[Any]]) -> None:
        """InputError for a name of nothing on the chain: each step that has it would be refused, and fail nothing.

        Where something is done beside calls, that may bring it; and parties that call come into being.
        """
        callers = {name for one in by for name in one.split()}
        for name in () if self.does else sorted(_NAMING.keys() & given):
            there = {"", *self.chain.names(_NAMING[name]), *(callers if name == "party" else ())}
            for one in given[name]:
                if isinstance(one, str) and one not in there:
                    known = ", ".join(sorted(there - {""})) or "none"
                    raise InputError(f"there is no {name} {one!r}", where="walked", remedy=f"there are: {known}")

    def refused_always(self) -> list[str]:
        """What no walk got through: of that the test says nothing."""
        return [f"{name} was refused in every walk" for name in [*self.entries, *self.does]
                if name not in self.got_through]  # fmt: skip

    def run(self, steps: Sequence[_Step | None]) -> None:
        """Take the steps on a copy of the chain, and ask the test before the first and after each."""
        chain, way, self.taken = self.chain, "", []
        self.test(chain.copy())
        for step in filter(None, steps):
            way += f"{step}\n"
            self.taken.append(step)
            if way not in self.known:
                self._keep(way, self._after(chain.copy(), step))
            if (after := self.known[way]) is None:
                self.taken.pop()
            else:
                chain = after
        if self.ends is not None:
            self.ends(chain.copy())

    def _keep(self, way: str, chain: LocalChain | None) -> None:
        if len(self.known) >= _WAYS_MAX:
            self.known.clear()
        self.known[way] = chain

    def _after(self, chain: LocalChain, step: _Step) -> LocalChain | None:
        """The chain after a step, of which the test holds; None when it is refused."""
        chain.wait(step.wait)
        try:
            if step.name in self.does:
                self.does[step.name](chain, **step.given)
            else:
                chain.call(self.contract, step.name, step.by, shows=_shown(chain, step.given), **step.given)
        except CallRefused:
            return None
        self.got_through.add(step.name)
        self.test(chain)
        return chain

    def step(
        self, by: Sequence[str], waits: Sequence[int], given: Mapping[str, Sequence[Any]]
    ) -> "SearchStrategy[_Step]":
        """Any step; InputError when Hypothesis is not installed, or a parameter has no type to be made from."""
        try:
            from hypothesis import strategies as st
        except ImportError as error:
            problem = "Hypothesis, which makes the steps, is not installed"
            remedy = "pip install 'counterfoil[contracts]'"
            raise InputError(problem, where="test", remedy=remedy) from error
        parties = [one for one in self.chain.names(PARTIES) if one not in _OFFICE]
        alone = st.sampled_from(by or parties)
        callers = alone if by else st.lists(alone, min_size=1, max_size=2, unique=True).map(" ".join)

        def made(name: str, takes: Mapping[str, Any], caller: "SearchStrategy[str]") -> "SearchStrategy[_Step]":
            arguments = {one: st.sampled_from(given[one]) if one in given else self._of(type_, where=f"{name}, {one}")
                         for one, type_ in takes.items()}  # fmt: skip
            wait = st.sampled_from(sorted(waits))
            return st.builds(_Step, st.just(name), caller, st.fixed_dictionaries(arguments), wait)

        calls = [made(name, _takes(entry), callers) for name, entry in self.entries.items()]
        return st.one_of(*calls, *(made(name, _parameters(one), st.just("")) for name, one in self.does.items()))

    def _of(self, type_: str, where: str) -> "SearchStrategy[Any]":
        """Any value of a type, the likelier ones more often: names on the chain, words of the source, amounts."""
        from hypothesis import strategies as st

        tables = (PARTIES, ACCOUNTS, INSTRUMENTS, ENCUMBRANCES, MANDATES)
        names = [name for table in tables for name in self.chain.names(table)]
        texts = st.sampled_from([*names, *self.words, ""])
        # One draw, so that a number that nobody expects is made a plain one, and a large one smaller.
        integers = st.integers(0, len(self.integers) - 1).map(self.integers.__getitem__)
        plain = texts | integers | st.booleans()
        match type_:
            case "int":
                return integers
            case "str":
                return texts
            case "bool":
                return st.booleans()
            case "list":
                return st.lists(plain | st.lists(plain, max_size=3), max_size=4)
            case "dict":
                return st.dictionaries(texts, plain, max_size=4)
        raise InputError(f"{where} is of no type of the dialect", where="test", remedy="name what it may be")


def _shown(chain: LocalChain, given: Mapping[str, Any]) -> list[str]:
    """The holds that arguments name, there or not: a contract may look at them."""
    return [f"{ENCUMBRANCES.prefix}/{one}" for one in given.values() if one in chain.names(ENCUMBRANCES)]


def _takes(entry: Entry) -> dict[str, str]:
    return {one.name: one.type for one in entry.parameters}


def _parameters(does: Does) -> dict[str, str]:
    """The parameters of something that is done beside calls, after the chain: each is named or has a type."""
    parameters = list(inspect.signature(does).parameters.values())[1:]
    return {one.name: getattr(one.annotation, "__name__", str(one.annotation)) for one in parameters}


def _words(source: str) -> list[str]:
    """The short texts of a source, which it may compare arguments with."""
    found = {text_of(node) for node in ast.walk(ast.parse(source))}
    return sorted(one for one in found if 0 < len(one) <= _WORD_MAX and " " not in one)
