# SPDX-License-Identifier: Apache-2.0
"""Style is a test: what is banned and what to use instead, how long things may be, and nothing that is dead.

What ruff, mypy and import-linter can say is in ``pyproject.toml``; here is the rest.
"""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from statistics import median
from typing import NamedTuple

import pytest

from counterfoil.cli.main import COMMANDS, GROUPS, file_of
from counterfoil.modules import nouns
from counterfoil.primitives.garbage import collection_put_off
from support import tree

FILE_LINES_MAX = 400
FILE_LINES_MEDIAN_MAX = 160
FUNCTION_LINES_MAX = 60
LICENCE = "SPDX-License-Identifier: Apache-2.0"
HERE = Path(__file__)
TOP = {
    *("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md"),
    *("pyproject.toml", "requirements.lock"),
}
"""Files of the project's own folder."""

CLOCKS = {
    "cli/",
    "client/surroundings.py",
    "custody/witness_client.py",
    "node/network.py",
    "storage/lock.py",
    "verify/__main__.py",
}
"""Where a clock may be read: the command line, timeouts, block and witness time, the age of a package."""
DICE = {
    *(
        "cli/",
        "client/surroundings.py",
        "demo/day.py",
        "identity/keyfile.py",
        "node/consortium/",
        "node/registers/register_salt.py",
        "node/submitting.py",
    ),
    *("node/futures/simulating.py", "vault/box.py"),
}
"""Where chance is wanted: keys and nonces, salts, commitments, and what the demo and a replay trade."""


class Ban(NamedTuple):
    """A pattern, the folder it is banned in, what to use instead, and the files or folders (with a slash) that may."""

    pattern: str
    folder: str
    instead: str
    allowed: tuple[str, ...] = ()

    def covers(self, path: Path) -> bool:
        """Whether the ban holds in a file."""
        root = tree.ROOT / self.folder
        return path.is_relative_to(root) and path != HERE and not _below(path, root).startswith(self.allowed or ("/",))


BANS = (
    Ban(r"(?<![\w.])print\(", "src", "return values; the command line writes through its console"),
    Ban(
        r"(?<![\w.])time\.(time|monotonic|perf_counter|process_time)(_ns)?\(",
        "src/counterfoil",
        "a Clock that the caller gives; a block's time comes with the block",
        tuple(CLOCKS),
    ),
    Ban(r"\bdatetime\.(now|utcnow|today)\(|\bdate\.today\(", "src", "a Clock that the caller gives"),
    Ban(
        r"^\s*(import|from) (random|secrets)\b|\bos\.urandom\(|\buuid[14]\(",
        "src/counterfoil",
        "bytes that the caller gives",
        tuple(DICE),
    ),
    Ban(r"#\s*type:\s*ignore(?!\[)", "", "`type: ignore[code]`, with the reason if it is not plain"),
    Ban(r"#\s*noqa(?!:)", "", "`noqa: CODE`"),
    Ban(r"\b(TODO|FIXME|XXX|HACK)\b", "", "doing it, or an issue"),
    Ban(r"(?<![\w.])(breakpoint|pdb\.set_trace)\(", "", "nothing"),
    Ban(
        r"\.write_(bytes|text)\(|\.open\(\"w",
        "src/counterfoil/cli",
        "output.write_new_file: nothing is overwritten unasked",
        ("main.py", "output.py"),
    ),
    Ban(r"\btime\.sleep\(|\basyncio\.sleep\(", "tests", "a condition to wait for, or a clock that the test moves"),
    Ban(r"(?<![\w.])(?<!def )hash\(", "src", "hashing.digest: hash() changes with the seed of the process"),
    Ban(
        r"\bmsgspec\.convert\(|\bjson\.decode\([^#\n]*\btype=|\b(json|msgpack)\.Decoder\(",
        "src/counterfoil",
        "canonical.decode, decode_json or convert, which learn types under a lock: two threads at once crash msgspec",
        ("primitives/canonical.py", "storage/filelog.py"),
    ),
    Ban(
        "联署|法定数|备付|结算时间|划转|转让|执行人|信任锚|不主张|签署|无需",
        "src/counterfoil",
        "the word of docs/glossary.md: 共签, 法定人数, 预留, 交收, 过户, 执行方, 信任文件, 未主张, 签名, 无须",
    ),
    Ban(r"\bpickle\b|(?<![\w.])eval\(|(?<![\w.])exec\(", "src", "canonical JSON"),
    Ban(r"/(work|root|home|Users)/[a-z]", "", "a path relative to the tree"),
)


class Function(NamedTuple):
    """A function of the tree and how long it is."""

    path: Path
    node: ast.FunctionDef | ast.AsyncFunctionDef

    @property
    def lines(self) -> int:
        return (self.node.end_lineno or self.node.lineno) - self.node.lineno + 1


@pytest.fixture(scope="module", autouse=True)
def trees() -> Iterator[None]:
    """They are millions of objects without a cycle, and gone when these tests are over."""
    with collection_put_off():
        yield
    parsed.cache_clear()


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Function(path, node)


def found_in(paths: list[Path], wanted: Callable[[ast.AST], bool]) -> list[str]:
    """``file:line`` of every node that is wanted."""
    return [
        f"{tree.name(path)}:{getattr(node, 'lineno', 0)}"
        for path in paths
        for node in ast.walk(parsed(path))
        if wanted(node)
    ]


@pytest.mark.parametrize("ban", BANS, ids=lambda ban: ban.instead[:40])
def test_what_is_banned_stands_nowhere(ban: Ban) -> None:
    """Each ban holds in its folder, except in the files that may."""
    pattern = re.compile(ban.pattern)
    offending = [
        f"{tree.name(path)}:{number}: {line.strip()}"
        for path in tree.files(".py", ".toml", ".yml", ".md", "")
        if ban.covers(path)
        for number, line in enumerate(tree.lines(path), 1)
        if pattern.search(line)
    ]
    assert not offending, f"use {ban.instead} instead:\n" + "\n".join(offending)


@pytest.mark.parametrize(("allowed", "word"), [(CLOCKS, "time"), (DICE, "random|secrets")], ids=["clocks", "dice"])
def test_permissions_are_used(allowed: set[str], word: str) -> None:
    """No file is excused from a ban that it does not need to be excused from."""
    idle = [
        name
        for name in sorted(allowed)
        if name.endswith(".py")
        and not re.search(rf"^import ({word})\b", (tree.PACKAGE / name).read_text(), re.MULTILINE)
    ]
    assert not idle


def test_pure_rings_have_no_floats() -> None:
    """No float literal, no call of float(), no true division where two nodes must agree to the bit."""

    def is_float(node: ast.AST) -> bool:
        if isinstance(node, ast.Constant):
            return isinstance(node.value, float | complex)
        if isinstance(node, ast.Call):
            return isinstance(node.func, ast.Name) and node.func.id == "float"
        return isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div)

    assert not found_in(tree.pure_files(), is_float), "use integers in the smallest unit, and //"


def test_pure_rings_open_no_files() -> None:
    """Files are read by the shell; the pure rings take bytes."""
    shell = {"identity/keyfile.py", "verify/__main__.py", "verify/trust.py"}
    verbs = {"open", "read_bytes", "read_text", "write_bytes", "write_text", "unlink", "mkdir", "iterdir"}

    def touches_disk(node: ast.AST) -> bool:
        if not isinstance(node, ast.Call):
            return False
        named = isinstance(node.func, ast.Name) and node.func.id == "open"
        return named or (isinstance(node.func, ast.Attribute) and node.func.attr in verbs and not node.args)

    pure = [path for path in tree.pure_files() if _below(path, tree.PACKAGE) not in shell]
    assert not found_in(pure, touches_disk), "take bytes, and let the caller read them"


def test_pure_rings_never_walk_a_set() -> None:
    """The order of a set depends on the process; sorted() is the way out, and msgspec fields are tuples."""

    def is_set(node: ast.expr) -> bool:
        if isinstance(node, ast.Set | ast.SetComp):
            return True
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr | ast.Sub):
            return is_set(node.left) or is_set(node.right)
        named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        return named and node.func.id in {"set", "frozenset"}  # type: ignore[attr-defined]

    def walks(node: ast.AST) -> bool:
        if isinstance(node, ast.For | ast.comprehension):
            return is_set(node.iter)
        named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and bool(node.args)
        return named and node.func.id in {"list", "tuple", "enumerate", "iter", "map"} and is_set(node.args[-1])  # type: ignore[attr-defined]

    assert not found_in(tree.pure_files(), walks), "walk sorted(…), or dict.fromkeys(…)"


def test_files_are_short() -> None:
    """No file of code is longer than 400 lines, and the median source file at most 160."""
    lengths = {path: len(tree.lines(path)) for path in tree.files(".py")}
    long = [f"{tree.name(path)}: {length}" for path, length in lengths.items() if length > FILE_LINES_MAX]
    assert not long, "split by subject"
    source = [length for path, length in lengths.items() if path.is_relative_to(tree.SOURCE)]
    assert median(source) <= FILE_LINES_MEDIAN_MAX


def test_functions_are_short() -> None:
    """No function is longer than 60 lines."""
    long = [
        f"{tree.name(path)}:{function.node.lineno} {function.node.name}: {function.lines}"
        for path in tree.files(".py")
        for function in functions(path)
        if function.lines > FUNCTION_LINES_MAX
    ]
    assert not long, "name its parts"


def test_nothing_else_is_at_the_top() -> None:
    """A note that somebody left in the folder is no part of it."""
    found = {path.name for path in tree.files() if path.parent == tree.ROOT}
    assert found <= TOP, "say in TOP what else belongs there"


def test_every_file_names_its_licence_once() -> None:
    """The SPDX line stands in the first two lines of every file of code or configuration, and only there."""
    named = {"Makefile", "run"}
    configured = [path for path in tree.files() if path.suffix in {".py", ".toml", ".sh", ".yml"} or path.name in named]
    assert len(configured) > 100
    for path in configured:
        head = [line for line in tree.lines(path)[:2] if LICENCE in line]
        assert len(head) == 1, f"{tree.name(path)} does not begin with # {LICENCE}"
        assert sum(line.startswith(f"# {LICENCE}") for line in tree.lines(path)) == 1, tree.name(path)


def test_every_source_file_says_what_it_is_for() -> None:
    """Every Python file has a docstring whose first line ends its sentence."""
    mute = [
        tree.name(path)
        for path in tree.files(".py")
        if not (ast.get_docstring(parsed(path)) or "").split("\n")[0].rstrip().endswith((".", ":", "?", "…", ","))
    ]
    assert not mute


def test_every_test_says_what_it_proves() -> None:
    """Each test function has a docstring of one line."""
    mute = [
        f"{tree.name(path)}:{function.node.lineno} {function.node.name}"
        for path in tree.python_files("tests")
        for function in functions(path)
        if function.node.name.startswith("test_") and not _is_one_line(ast.get_docstring(function.node))
    ]
    assert not mute


def test_nothing_is_defined_twice() -> None:
    """No function and no class of a file hides one of its name that stands above it."""
    hidden = []
    for path in tree.files(".py"):
        bodies = [node.body for node in ast.walk(parsed(path)) if isinstance(node, ast.Module | ast.ClassDef)]
        for body in bodies:
            made = [one for one in body if isinstance(one, ast.FunctionDef | ast.ClassDef) and not one.decorator_list]
            names = [one.name for one in made]
            hidden += [f"{tree.name(path)}: {name}" for name in sorted({*names}) if names.count(name) > 1]
    assert not hidden, "the later one is the only one"


def test_no_module_is_dead() -> None:
    """Every source module that holds code is imported by another, by a test, or is an entry point."""
    imported = {name for path in tree.files(".py") for name in _imports(path)}
    entries = {
        "counterfoil.cli.main",
        "counterfoil.__main__",
        "counterfoil.node.verifier",
        "counterfoil.verify.__main__",
    }
    # The two halves of a module of the commercial tier are found by looking into its folder.
    entries |= {f"counterfoil.modules.{noun}.{half}" for noun in nouns() for half in ("law", "module")}
    # So are the scenes of the demonstration.
    entries |= {_module(path) for path in tree.python_files("src/counterfoil/demo/scenes")}
    # And the commands, when they are called.
    entries |= {file_of(name) for name in (*COMMANDS, *GROUPS)}
    named = [path for path in tree.python_files("src") if path.name != "__init__.py" and len(parsed(path).body) > 1]
    modules = {path: _module(path) for path in named}
    dead = [tree.name(path) for path, module in modules.items() if module not in imported | entries]
    assert not dead


def test_what_is_run_untraced_is_there() -> None:
    """Each file and folder that ``tests/conftest.py`` leaves out of coverage exists: who renames one says so there."""
    tests = tree.ROOT / "tests"
    named = [node for node in parsed(tests / "conftest.py").body if isinstance(node, ast.AnnAssign)]
    (untraced,) = (one.value for one in named if ast.unparse(one.target) == "UNTRACED")
    assert untraced is not None
    assert not [name for name in ast.literal_eval(untraced) if next(tests.glob(name), None) is None]


def test_every_package_is_declared() -> None:
    """Every folder with Python files in it has its __init__.py, without which import contracts do not see it."""
    folders = {path.parent for path in tree.python_files("src")}
    assert not [tree.name(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()]


def _below(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _is_one_line(docstring: str | None) -> bool:
    return docstring is not None and docstring.strip() != "" and "\n" not in docstring.strip()


def _module(path: Path) -> str:
    return ".".join(path.relative_to(tree.SOURCE).with_suffix("").parts)


def _imports(path: Path) -> Iterator[str]:
    """The modules that a file imports, except its own."""
    own = _module(path) if path.is_relative_to(tree.SOURCE) else ""
    for node in ast.walk(parsed(path)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        yield from (name for name in names if name != own)
