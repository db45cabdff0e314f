# SPDX-License-Identifier: Apache-2.0
"""Programs that are in the dialect and mean harm: how each of them must end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from counterfoil.law.program import Answer, Charged, Ended, HostCall, HostFunction, Value
from support.harmful_sources import entry

HOSTS: Final = (
    HostFunction("ask", 1, 2, True),
    HostFunction("tell", 1, 2, False),
)
Outcome = Ended | tuple[Value]


@dataclass(frozen=True)
class Hostile:
    """A program, how it is called, how the host answers, and how it must end: badly, or with a value."""

    source: str
    outcome: Outcome
    arguments: dict[str, Any] = field(default_factory=dict)
    function: str = "f"
    answer: Callable[[HostCall], Answer] = lambda asked: asked.arguments[0]


def _does(outcome: Outcome, *lines: str, parameters: str = "", before: str = "", **call: Any) -> Hostile:
    return Hostile(before + entry(*lines, parameters=parameters), outcome, **call)


def _gives(value: Value, *lines: str, **call: Any) -> Hostile:
    return _does((value,), *lines, **call)


STEPS, SPACE, LARGE, FAULT = Ended.out_of_steps, Ended.out_of_space, Ended.too_large, Ended.fault
MISUSED, FAILED = Ended.misused, Ended.failed
EVER: Final = "for i in range(1000000000):"
DAG: Final = ("a = [1]", "for i in range(100):", "    a = [a, a]")
"""A list that is small, and would be 2**100 long if anybody wrote it out."""
DOUBLING: Final = (
    "".join(f"def g{i}():\n    return g{i + 1}() + g{i + 1}()\n" for i in range(30)) + "def g30():\n    return 0\n"
)
FOLLOWED: Final = "def first(l):\n    l.append(1)\n    return 1\ndef second(l):\n    l.append(2)\n    return 2\n"

BOMBS: Final = {
    "a billion letters in one step": _does(LARGE, "return 'x' * 1000000000"),
    "a huge number of letters": _does(LARGE, "n = 9007199254740991", "return 'x' * (n * n * n)"),
    "a list times a number": _does(LARGE, "return 9007199254740991 * [0]"),
    "nothing, very often": _gives("", "return '' * 9007199254740991"),
    "less than none": _gives([], "return [1] * -9007199254740991"),
    "text doubled": _does(LARGE, "s = 'x'", EVER, "    s += s"),
    "text doubled by +": _does(LARGE, "s = 'x'", EVER, "    s = s + s"),
    "a list doubled": _does(LARGE, "l = [1]", EVER, "    l = l + l"),
    "a list that extends itself": _does(LARGE, "l = [1]", EVER, "    l.extend(l)"),
    "a tuple doubled": _does(LARGE, "t = (1,)", EVER, "    t = t + t"),
    "an integer squared": _does(LARGE, "n = 3", EVER, "    n *= n"),
    "an integer doubled": _does(LARGE, "n = 1", EVER, "    n += n"),
    "an integer that falls": _does(LARGE, "n = -1", EVER, "    n = n + n"),
    "a sum of great integers": _does(LARGE, "n = 1", "for i in range(255):", "    n *= 2", "return sum([n] * 3)"),
    "an integer from text": _does(LARGE, "return int('9' * 80)"),
    "an integer from too much text": _does(FAULT, "return int('9' * 81)"),
    "an integer from text of another script": _does(FAULT, "return int(s)", parameters="s: str", arguments={"s": "٣"}),
    "a great integer returned": _does(LARGE, "return 9007199254740991 + 1"),
    "a great integer told": _does(LARGE, "tell(9007199254740991 + 1)"),
    "a dict that grows": _does(STEPS, "d = {}", "for i in range(20000):", "    d[i] = i"),
    "a dict doubled by update": _does(STEPS, "d = {}", EVER, "    d.update({str(i): dict(d)})"),
    "setdefault without end": _does(STEPS, "d = {}", "for i in range(20000):", "    d.setdefault(i, i)"),
    "append without end": _does(LARGE, "l = []", EVER, "    l.append(i)"),
    "insert without end": _does(STEPS, "l = []", EVER, "    l.insert(0, i)"),
    "lists of lists": _does(STEPS, "l = []", EVER, "    l = [l, l, l, l]"),
    "new lists without end": _does(SPACE, "l = [0] * 60000", EVER, "    m = l + [1]"),
    "parts without end": _does(SPACE, "l = [0] * 60000", EVER, "    m = l[1:]"),
    "keys without end": _does(SPACE, "d = {k: k for k in range(2000)}", EVER, "    l = d.items()"),
    "replace makes much of little": _does(LARGE, "return ('a' * 1000).replace('a', 'b' * 1000)"),
    "replace of nothing": _does(FAULT, "return 'abc'.replace('', 'x')"),
    "join makes much of little": _does(LARGE, "return ('a' * 60000).join(['', '', ''])"),
    "join of the same again and again": _does(LARGE, "s = 'x' * 60000", "return ''.join([s] * 60000)"),
    "split into letters": _does(SPACE, "s = ',' * 60000", EVER, "    l = s.split(',')"),
    "split at nothing": _does(FAULT, "return 'abc'.split('')"),
    "letters that grow when they rise": _does(LARGE, "return ('\u0390' * 40000).upper()"),
    "upper without end": _does(SPACE, "s = 'x' * 60000", EVER, "    t = s.upper()"),
    "count without end": _does(STEPS, "s = 'ab' * 30000", EVER, "    n = s.count('ba' * 100)"),
    "find without end": _does(STEPS, "s = 'a' * 60000", EVER, "    n = s.find('a' * 3000 + 'b')"),
    "numbers to text": _does(SPACE, "l = []", EVER, "    s = str(i)"),
    "a comprehension over all": _does(LARGE, "return [i for i in range(1000000000)]"),
    "a comprehension in each other": _does(STEPS, "return [1 for i in range(60000) for j in range(60000)]"),
    "comprehensions of comprehensions": _does(
        STEPS, "return [[[0 for i in range(900)] for j in range(900)] for k in [1, 2]]"
    ),
    "a comprehension that keeps none": _does(STEPS, "return [1 for i in range(60000) for j in range(60000) if False]"),
    "displays in a comprehension": _does(
        STEPS,
        "l = [[" + "0, " * 40 + "] for n in range(999) for j in [1, 2, 3]]",
        EVER,
        "    m = [[" + "0, " * 40 + "] for n in range(999)]",
    ),
    "a dict of a comprehension": _does(STEPS, "return {i: 1 for i in range(30000)}"),
    "all numbers": _does(LARGE, "return len(range(9007199254740991))"),
    "as many numbers as there may be": _gives(1073741823, "return len(range(1073741823))"),
    "more numbers than a machine counts": _gives(2147483646, "return len(range(-1073741823, 1073741823))"),
    "a range in steps of nothing": _does(FAULT, "return list(range(0, 9, 0))"),
    "a range returned": _does(FAULT, "return range(3)"),
    "a list of all numbers": _does(LARGE, "return list(range(1000000000))"),
    "a sum of all numbers": _does(LARGE, "return sum(range(1000000000))"),
    "numbers joined": _does(LARGE, "return [0].extend(range(1000000000))"),
    "zip of much": _does(STEPS, "r = range(60000)", "return zip(r, r, r, r, r, r, r, r)"),
    "sorted long texts": _does(STEPS, "return sorted(['x' * 60000] * 1000)"),
    "sorted long tuples": _does(STEPS, "return sorted([(0,) * 60000] * 1000)"),
    "the least of much": _does(STEPS, EVER, "    n = min(range(60000))"),
    "a search in a list": _does(STEPS, "l = [0] * 60000", EVER, "    b = 1 in l"),
    "a search for long lists": _does(STEPS, "l = [[1] * 4000] * 4000", "return [2] * 4000 in l"),
    "equality of long texts": _does(STEPS, "s = 'x' * 60000", EVER, "    b = s == s"),
    "keys that collide": _does(STEPS, "d = {(n * 4294967296): 0 for n in range(6000)}", EVER, "    b = 1 in d"),
    "long keys": _does(STEPS, "s = 'x' * 60000", "d = {s: 1}", EVER, "    b = d[s]"),
    "keys of tuples of tuples": _does(STEPS, "t = ((1, 2),) * 1000", "d = {t: 1}", EVER, "    b = d[t]"),
    "calls that double": _does(
        STEPS,
        "return g0()",
        before=DOUBLING,
    ),
    "every kind of block": _does(
        STEPS,
        EVER,
        "    if i % 2 == 0:",
        "        continue",
        "    elif i < 0:",
        "        break",
        "    else:",
        "        pass",
    ),
    "an empty round": _does(STEPS, EVER, "    pass"),
    "rounds in rounds": _does(STEPS, EVER, "    for j in range(3):", "        for k in range(3):", "            pass"),
    "a call in each round": _does(STEPS, EVER, "    g()", before="def g():\n    return None\n"),
}

SHAPES: Final = {
    "a list in itself, returned": _does(LARGE, "l = []", "l.append(l)", "return l"),
    "a list in itself, told": _does(LARGE, "l = []", "l.append(l)", "tell(l)"),
    "a list in itself, asked": _does(LARGE, "l = []", "l.append(l)", "return ask(l)"),
    "a list in itself, once it was told": _gives(1, "l = []", "tell(l)", "l.append(l)", "return 1"),
    "a list that grows once it was told": _gives(1, "l = []", "tell(l)", "l.extend([2] * 60000)", "return ask(1)"),
    "a list in itself, equal": _does(LARGE, "l = []", "l.append(l)", "return l == l"),
    "a list in itself, searched": _does(LARGE, "l = []", "l.append(l)", "return l in l"),
    "a list in itself, as text": _does(FAULT, "l = []", "l.append(l)", "return str(l)"),
    "a list in itself, in order": _does(FAULT, "l = []", "l.append(l)", "return sorted(l)"),
    "a list in itself, the least": _does(FAULT, "l = []", "l.append(l)", "l.append(l)", "return min(l)"),
    "a list in itself, counted": _does(LARGE, "l = []", "l.append(l)", "return l.count(l)"),
    "a list in itself, as a reason": _does(FAULT, "l = []", "l.append(l)", "fail(l)"),
    "a list in itself, as a condition": _gives(1, "l = []", "l.append(l)", "require(l, 'x')", "return 1"),
    "a dict in itself, returned": _does(LARGE, "d = {}", "d['d'] = d", "return d"),
    "a dict in itself, equal": _does(LARGE, "d = {}", "d['d'] = d", "return d == d"),
    "a dict in itself, missing a key": _does(FAULT, "d = {}", "d['d'] = d", "return d['e']"),
    "a dict in itself, popped": _does(FAULT, "d = {}", "d['d'] = d", "return d.pop('e')"),
    "2**100 in a dict, popped": _does(FAULT, *DAG, "d = {'a': a}", "return d.pop('b')"),
    "2**100 in a dict, missing": _does(FAULT, *DAG, "d = {'a': a}", "return d['b']"),
    "2**100 as a key": _does(FAULT, *DAG, "d = {}", "d[a] = 1"),
    "2**100 in a tuple as a key": _does(LARGE, *DAG, "d = {}", "d[(a,)] = 1"),
    "2**100 removed": _does(LARGE, *DAG, "l = [1, a]", "l.remove(a)"),
    "2**100 multiplied": _does(FAULT, *DAG, "return a - a"),
    "2**100 as a place": _does(FAULT, *DAG, "return [1][a]"),
    "2**100 as two": _does((None,), *DAG, "b, c = a"),
    "2**100 as three": _does(FAULT, *DAG, "b, c, d = a"),
    "2**100 gone through": _does(FAULT, *DAG, "for b, c, d in a:", "    pass"),
    "2**100 as a dict": _does(FAULT, *DAG, "return dict([a, [a, 1]])"),
    "2**100 called by a number": _does(FAULT, *DAG, "return range(a)"),
    "2**100 equal": _does(LARGE, *DAG, "return a == a"),
    "2**100 returned": _does(LARGE, *DAG, "return a"),
    "2**100 as text": _does(FAULT, *DAG, "return 'a' + a"),
    "2**100 joined": _does(FAULT, *DAG, "return ','.join(a)"),
    "nine deep": _does(LARGE, "return [[[[[[[[[1]]]]]]]]]"),
    "seven deep": _gives([[[[[[[1]]]]]]], "return [[[[[[[1]]]]]]]"),
    "much returned": _does(LARGE, "return [0] * 5000"),
    "long texts returned": _does(SPACE, "s = 'x' * 65536", "return [s] * 100"),
    "long texts told": _does(SPACE, "s = '\u6f22' * 65536", EVER, "    tell(s)"),
    "long texts asked": _does(SPACE, "s = '\u6f22' * 65536", EVER, "    ask([s])"),
    "keys that are no texts, returned": _does(FAULT, "return {1: 2}"),
    "a list that is changed while it is gone through": _does(FAULT, "l = [1]", "for x in l:", "    l.append(x)"),
    "one that is changed elsewhere": _does(FAULT, "l = [1]", "for x in l:", "    first(l)", before=FOLLOWED),
    "a dict that is changed while it is gone through": _does(FAULT, "d = {1: 1}", "for x in d:", "    d[x] = 2"),
    "one that is changed in a comprehension": _does(FAULT, "l = [1]", "return [l.append(x) for x in l]"),
    "one that is cleared": _does(FAULT, "l = [1, 2]", "for x in l:", "    l.clear()"),
    "one that is changed after a break": _gives(
        [1, 1], "l = [1]", "for x in l:", "    break", "l.append(1)", "return l"
    ),
    "a copy that is gone through": _gives([1, 1], "l = [1]", "for x in list(l):", "    l.append(x)", "return l"),
    "the order of a dict": _gives(
        ["b", "c", "a"], "d = {'a': 1, 'b': 2, 'c': 3}", "d.pop('a')", "d['a'] = 4", "return d.keys()"
    ),
    "a constant that is changed": _does(FAULT, "A.append(1)", before="A = [1]\n"),
    "a constant inside one": _does(FAULT, "A['b'][0] = 1", before="A = {'b': [1]}\n"),
    "a constant that is cleared": _does(FAULT, "A.clear()", before="A = {'b': [1]}\n"),
    "a constant that grows": _does(FAULT, "l = A", "l += [1]", before="A = [1]\n"),
    "an element grows by another": _gives(
        [[3, 1]], "l = [[1, 1]]", "i = 0", "k = l[0]", "k[i] += second([])", "return l", before=FOLLOWED
    ),
    "what is given first": _gives([2, 1], "l = []", "d = {}", "d[first(l)] = second(l)", "return l", before=FOLLOWED),
    "left before right": _gives([1, 2], "l = []", "n = first(l) - second(l)", "return l", before=FOLLOWED),
    "arguments by name, as they are written": _gives(
        [2, 1], "l = []", "g(b=second(l), a=first(l))", "return l", before=FOLLOWED + "def g(a, b):\n    return a\n"
    ),
    "only what is asked for": _gives([1], "l = []", "b = first(l) or second(l)", "return l", before=FOLLOWED),
    "the condition first": _gives([2, 1], "l = []", "b = first(l) if second(l) else 0", "return l", before=FOLLOWED),
    "a variable that is not set yet": _does(FAULT, "if False:", "    x = 1", "return x"),
    "a division by zero": _does(FAULT, "return 1 // 0"),
    "a rest by zero": _does(FAULT, "return 1 % 0"),
    "text by %": _does(FAULT, "return '%s' % 1"),
    "text and a number": _does(FAULT, "return 'a' + 1"),
    "true and a number": _does(FAULT, "return True + 1"),
    "order of mixed": _does(FAULT, "return sorted([1, 'a'])"),
    "order of true and numbers": _does(FAULT, "return sorted([1, True])"),
    "order of nothing and numbers": _does(FAULT, "return min([1, None])"),
    "order of lists": _does(FAULT, "return sorted([[1], [2]])"),
    "order of tuples with lists": _does(FAULT, "return sorted([([],), ([],)])"),
    "order of longer and shorter": _does(FAULT, "return sorted([(1,), (1, 2)])"),
    "the least of none": _does(FAULT, "return min([])"),
    "text gone through": _does(FAULT, "for c in 'abc':", "    pass"),
    "an element past the end": _does(FAULT, "return [1][1]"),
    "an element at true": _does(FAULT, "return [1][True]"),
    "an element at a great number": _does(FAULT, "return [1][9007199254740991 * 9007199254740991]"),
    "a part from a great number": _gives([], "return [1][9007199254740991 * 9007199254740991:]"),
    "an insertion at a great number": _gives(
        [1, 2], "l = [1]", "l.insert(9007199254740991 * 9007199254740991, 2)", "return l"
    ),
}

CALLS: Final = {
    "asked without end": _does(STEPS, EVER, "    ask(i)"),
    "told without end": _does(STEPS, EVER, "    tell(i)"),
    "asked in a comprehension": _does(STEPS, "return [ask(i) for i in range(9999)]"),
    "an answer that cost all": _does(STEPS, "ask(1)", answer=lambda _: Charged(None, 999_999, 0)),
    "an answer that made all": _does(SPACE, "ask(1)", answer=lambda _: Charged(None, 0, 4_000_000)),
    "answers of much": _does(SPACE, EVER, "    ask(1)", answer=lambda _: ["x" * 50] * 2000),
    "an answer that is kept and changed": _gives([1, 2], "l = ask([1])", "l.append(2)", "return l"),
    "told, and then it fails": _does(FAILED, "tell(1)", "ask(2)", "tell(3)", "fail('no')"),
    "a reason of many letters": _does(FAILED, "fail('x' * 65536)"),
    "a reason that names a line": _does(FAILED, "fail('program:1')"),
    "no such function": Hostile(entry("return 1"), MISUSED, function="g"),
    "one that is no entry": Hostile("def g(a):\n    return a\n" + entry("return 1"), MISUSED, {"a": 1}, "g"),
    "the inside of one": Hostile(entry("return 1"), MISUSED, function="f__entry"),
    "a guard as an entry": Hostile(entry("return 1"), MISUSED, function="_finish"),
    "true for a number": _does(MISUSED, "return a", parameters="a: int", arguments={"a": True}),
    "a number for true": _does(MISUSED, "return a", parameters="a: bool", arguments={"a": 1}),
    "nothing for a number": _does(MISUSED, "return a", parameters="a: int", arguments={"a": None}),
    "a missing argument": _does(MISUSED, "return a", parameters="a: int"),
    "too many arguments": _does(MISUSED, "return 1", arguments={"a": 1}),
    "the meter as an argument": _does(MISUSED, "return 1", arguments={"_steps": 10**9}),
    "a great integer as an argument": _does(MISUSED, "return a", parameters="a: int", arguments={"a": 2**53}),
    "one inside a list": _does(MISUSED, "return a", parameters="a: list", arguments={"a": [2**64]}),
    "half of a surrogate pair as an argument": _does(
        MISUSED, "return a", parameters="a: str", arguments={"a": "\ud800"}
    ),
    "half of one as a key": _does(MISUSED, "return a", parameters="a: dict", arguments={"a": {"\ud800": 1}}),
    "a number as a key": _does(MISUSED, "return a", parameters="a: dict", arguments={"a": {1: 1}}),
    "a float inside a list": _does(MISUSED, "return a", parameters="a: list", arguments={"a": [1.5]}),
    "too many elements": _does(MISUSED, "return 1", parameters="a: list", arguments={"a": [0] * 5000}),
    "NUL as an argument": _gives("\0", "return a", parameters="a: str", arguments={"a": "\0"}),
    "quotes and backslashes": _gives("\"'\\\n\t{}%", 'return "\\"\'\\\\\\n\\t{}%"'),
    "an argument that is changed": _gives(
        [1, 2], "a.append(2)", "return a", parameters="a: list", arguments={"a": [1]}
    ),
    "a default": _gives(7, "return a", parameters="a: int = 7"),
    "a default that is nothing": _gives(None, "return a", parameters="a: list = None"),
}

HOSTILE: Final[dict[str, Hostile]] = {**BOMBS, **SHAPES, **CALLS}
