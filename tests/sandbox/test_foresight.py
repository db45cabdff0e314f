# SPDX-License-Identifier: Apache-2.0
"""What a program will ask is answered beforehand, and nothing that it decides tells whether it was."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.law.outcome import Refused
from counterfoil.law.program import HostCall, Limits, ProgramFailed, Programs
from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.modules.contracts.outcomes import ContractsOutcome
from counterfoil.sandbox.foresight import FUNCTIONS_MAX, QUESTIONS_MAX, Foresight
from counterfoil.sandbox.in_process import InProcess
from counterfoil.sandbox.pool import Pool


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    pool = Pool(HOST_FUNCTIONS)
    yield pool
    pool.close()


class Kept:
    """A host that keeps entries: what it is asked, and told, in order."""

    def __init__(self, **entries: Any) -> None:
        self.before, self.entries, self.heard = entries, dict(entries), list[HostCall]()

    def peek(self, name: str, arguments: tuple[Any, ...]) -> Any:
        """As of the beginning."""
        return self._answer(name, arguments, self.before)

    def run(self, programs: Programs, source: str, caller: str = "alice", **arguments: Any) -> Any:
        """What ``f`` of a program came to: value, steps, cells, and what it told."""
        asking = programs.run(source, "f", arguments, Limits(), {"caller": caller}, self.peek)
        answer = None
        try:
            while True:
                request = asking.send(answer)
                self.heard.append(request)
                answer = self._answer(request.name, request.arguments, self.entries)
        except StopIteration as over:
            return over.value, [(one.name, one.arguments) for one in self.heard if not one.waits]

    def _answer(self, name: str, arguments: tuple[Any, ...], entries: dict[str, Any]) -> Any:
        match name, arguments:
            case "get", (key, *default):
                if key == "refused":
                    raise Refused(ContractsOutcome.wrong_request, "no such key")
                return json.loads(json.dumps(entries.get(key, *default)))
            case "put", (key, value):
                entries[key] = value
            case "emit", (word, _) if " " in word:
                raise Refused(ContractsOutcome.wrong_request, "no such word")
            case "remove", (key,):
                entries.pop(key, None)
        return None

    @property
    def questions(self) -> list[tuple[Any, ...]]:
        """What it was asked while the program waited."""
        return [one.arguments for one in self.heard if one.waits]


def program(*lines: str, takes: str = "") -> str:
    return "\n".join([f"def f({takes}):", '    """x"""', *(f"    {line}" for line in lines), ""])


def asked(pool: Pool, source: str, **entries: Any) -> list[tuple[Any, ...]]:
    """What it still asks when it runs the second time."""
    Kept(**entries).run(pool, source)
    again = Kept(**entries)
    again.run(pool, source)
    return again.questions


def test_what_it_asked_before_is_not_asked_again(pool: Pool) -> None:
    """Neither a key as it stands, nor one made of who calls or of what is given."""
    source = program('return [get("a"), get("of:" + caller()), get(to + ":" + caller())]', takes="to: str")
    first = Kept(**{"of:alice": 2, "bank:alice": 3})
    assert first.run(pool, source, to="bank")[0].value == [None, 2, 3] and len(first.questions) == 3
    second = Kept(**{"a": 1, "of:carol": 5, "fund:carol": 6})
    assert second.run(pool, source, caller="carol", to="fund")[0].value == [1, 5, 6] and second.questions == []


@pytest.mark.parametrize("change", ['put("a", 2)', 'remove("a")', 'pay("x", "y", 1)', 'call("other", "f")'])
def test_after_a_change_it_is_asked(pool: Pool, change: str) -> None:
    """What was foreseen before a change is old after it."""
    assert ("a",) in asked(pool, program('get("a")', change, 'return get("a")'), a=1)


def test_what_was_told_is_heard_before_the_next_question(pool: Pool) -> None:
    """A telling that the host refuses ends the run as where nothing is foreseen, though the program fails later."""
    source = program('get("a")', 'emit("no word", {})', 'get("a")', 'fail("no")')
    for programs in (InProcess(HOST_FUNCTIONS), pool, pool, pool):
        with pytest.raises(Refused):
            Kept(a=1).run(programs, source)


def test_what_the_program_changes_of_an_answer_is_not_in_the_next(pool: Pool) -> None:
    """A list that it was given is its own; the same question gets another."""
    source = program('found = get("a")', "found.append(get('a')[0])", 'return [found, get("a")]')
    for _ in range(3):
        assert Kept(a=[1]).run(pool, source)[0].value == [[1, 1], [1]]


def test_one_and_true_are_two_questions(pool: Pool) -> None:
    """As defaults of what is not there."""
    source = program('return [get("a", 1), get("a", True), get("a", 0), get("a", False)]')
    for _ in range(3):
        assert json.dumps(Kept().run(pool, source)[0].value) == "[1, true, 0, false]"


def test_what_would_be_refused_is_asked_to_be_refused(pool: Pool) -> None:
    """A guess that the host refuses is no refusal of a run that does not ask."""
    source = program("return get(key)", takes="key: str")
    Kept().run(pool, source, key="a-key")
    with pytest.raises(Refused):
        Kept().run(pool, source, key="refused")
    quiet = program("return get(key) if asks else 0", takes="key: str, asks: bool")
    Kept().run(pool, quiet, key="a-key", asks=True)
    assert Kept().run(pool, quiet, key="refused", asks=False)[0].value == 0


def learned(foresight: Foresight, *texts: str, given: Any = None) -> None:
    """A run asked these."""
    for text in texts:
        foresight.of(("p", "f"), None, given or {}).learn("get", (text,), told=False)


def guessed(foresight: Foresight, given: Any) -> list[str]:
    """What a run that is given this is expected to ask."""
    answers = foresight.of(("p", "f"), lambda _name, _arguments: None, given).answers["get"]
    return [question[0] for question, _ in answers]


def test_guesses_stay_few() -> None:
    """The oldest goes first; and of too many functions all are forgotten."""
    foresight = Foresight(HOST_FUNCTIONS)
    learned(foresight, *(f"{number}" for number in range(2 * QUESTIONS_MAX)))
    assert guessed(foresight, {}) == [f"{number}" for number in range(QUESTIONS_MAX, 2 * QUESTIONS_MAX)]
    for number in range(FUNCTIONS_MAX):
        foresight.of((f"{number}", "f"), None)
    assert guessed(foresight, {}) == []


def test_guesses_stay_small() -> None:
    """Whatever a question is made of, and whatever is put into it: a program cannot fill the memory of its node."""
    foresight = Foresight(HOST_FUNCTIONS)
    learned(foresight, "aa" * 128, "aa" * 30_000, given={"to": "aa"})
    assert guessed(foresight, {"to": "ab"}) == ["ab" * 128]
    assert guessed(foresight, {"to": "b" * 4}) == []
    assert guessed(foresight, {"to": "b" * 1_000_000}) == [""]
    bomb = {f"p{number}": f"\0{chr(number + 1)}" * 127 for number in range(16)}
    learned(foresight, "of:ab", given={"to": "ab"})
    assert max(map(len, guessed(foresight, bomb))) < 256
    assert len(guessed(foresight, {"to": "\0\1"})) == 2


def test_threads_take_turns(pool: Pool) -> None:
    """Chains of one process share a pool: what one learns while another guesses disturbs neither."""
    sources = [program(f'return [get("{number}"), get(to)]', takes="to: str") for number in range(3)]

    def work(number: int) -> list[Any]:
        return [Kept().run(pool, source, to=f"{number}-{turn}")[0].value for turn in range(40) for source in sources]

    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(work, range(3))) == [[[None, None]] * 120] * 3


KEYS = st.sampled_from(['"a"', '"b"', "caller()", '"of:" + caller()'])
VALUES = st.sampled_from(["1", "True", '"t"', '{"k": "v"}', "[1, [2]]", "{}", "None"])
LINES = st.one_of(
    st.builds("out.append(get({}))".format, KEYS),
    st.builds("out.append(get({}, {}))".format, KEYS, VALUES),
    st.builds("put({}, {})".format, KEYS, VALUES),
    st.builds("put({}, out[-3:])".format, KEYS),
    st.builds("remove({})".format, KEYS),
    st.builds('emit("said", {{"x": {}}})'.format, VALUES),
    st.just('emit("no word", {})'),
    st.just('require(len(out) < 3, "no more")'),
)

KEPT = st.sampled_from([1, "t", {"k": 1}, [3]])


@given(st.lists(LINES, min_size=1, max_size=8), st.lists(KEPT, min_size=3, max_size=3))
def test_whether_it_was_foreseen_changes_nothing(pool: Pool, lines: list[str], kept: list[Any]) -> None:
    """Value, steps, cells and what is told are those of a run that asks everything, for three callers."""
    source = program("out = [0]", *lines, "return out")
    everything = InProcess(HOST_FUNCTIONS)
    for caller, value in zip(("alice", "bob", "al"), kept, strict=True):
        entries = {"a": value, f"of:{caller}": kept[0]}
        assert ended(pool, source, caller, entries) == ended(everything, source, caller, entries)


def ended(programs: Programs, source: str, caller: str, entries: dict[str, Any]) -> Any:
    """How a run ended, well or badly."""
    try:
        return Kept(**entries).run(programs, source, caller)
    except (Refused, ProgramFailed) as failed:
        return type(failed), getattr(failed, "kind", None), str(failed)
