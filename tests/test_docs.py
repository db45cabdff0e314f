# SPDX-License-Identifier: Apache-2.0
"""Documentation is complete and current: maps, links, snippets, commands, headings and numbers are compared."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from counterfoil.cli.main import app as command_line
from support import tree

README = tree.ROOT / "README.md"
DOCS = tree.ROOT / "docs"
ROOTS = (tree.PACKAGE, tree.ROOT)
DECISION_HEADINGS = ["Context", "Decision", "Consequences"]
MARKDOWN = tree.files(".md")
RING_READMES = sorted(tree.PACKAGE.glob("*/README.md"))
DECISIONS = sorted(path for path in (DOCS / "adr").glob("*.md") if path.name != "README.md")

FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
SHELLS = {"sh", "console"}
COMMAND = re.compile(r"^\s*(?:\$ )?(?:\.venv/bin/)?counterfoil((?: [a-z][a-z_-]*)+)", re.MULTILINE)
INLINE_COMMAND = re.compile(r"`counterfoil((?: [a-z][a-z_-]*)+)")


def prose(path: Path) -> str:
    """The text of a page without its code blocks."""
    return FENCE.sub("", path.read_text())


def headings(path: Path) -> list[str]:
    return re.findall(r"^## (.+)$", prose(path), re.MULTILINE)


def first_cells(text: str) -> list[str]:
    """What stands in backticks in the first column of a section's tables."""
    return re.findall(r"^\| `([^`]+)`", text, re.MULTILINE)


def file_table(text: str) -> list[str]:
    """What stands in backticks in the first column of the first table that is headed ``File``."""
    table = re.search(r"^\| File \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", text, re.MULTILINE)
    return [] if table is None else first_cells(table[1])


def test_readme_maps_every_folder() -> None:
    """The README's map lists every folder at the top, and nothing else."""
    listed = [cell.rstrip("/") for cell in first_cells(tree.section(README.read_text(), "The map"))]
    folders = [folder.name for folder in tree.top_folders()]
    assert sorted(cell for cell in listed if "/" not in cell) == folders


def test_readme_maps_every_ring() -> None:
    """The README's map lists every ring of the source, and nothing else."""
    listed = [cell.rstrip("/") for cell in first_cells(tree.section(README.read_text(), "The map"))]
    rings = sorted(folder.parent.name for folder in tree.PACKAGE.glob("*/__init__.py"))
    assert sorted(cell.rsplit("/", 1)[1] for cell in listed if "/" in cell) == rings


@pytest.mark.parametrize("readme", [page for page in RING_READMES if file_table(page.read_text())], ids=tree.name)
def test_ring_readmes_list_every_file(readme: Path) -> None:
    """Where a ring's README has a table of files, it names every file of the folder, each once, and no other."""
    listed = file_table(readme.read_text())
    files = {path.name for path in readme.parent.glob("*.py")} - {"__init__.py"}
    assert len(listed) == len(set(listed))
    assert {name for name in listed if name.endswith(".py")} == files
    assert [name for name in listed if not (readme.parent / name).exists()] == []


@pytest.mark.parametrize("page", MARKDOWN, ids=tree.name)
def test_relative_links_resolve(page: Path) -> None:
    """No link inside the tree leads nowhere, neither to a file nor to a heading."""
    for target in LINK.findall(prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        linked = (page.parent / name).resolve() if name else page
        assert linked.exists(), target
        if anchor and linked.suffix == ".md":
            assert anchor in anchors(linked), target


@cache
def anchors(page: Path) -> frozenset[str]:
    """The anchors that a renderer gives a page's headings."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)


def snippets(page: Path) -> list[str]:
    """The Python blocks of a page that are meant to run."""
    return [code for kind, code in FENCE.findall(page.read_text()) if kind.strip() == "python"]


@pytest.mark.parametrize("page", [page for page in MARKDOWN if snippets(page)], ids=tree.name)
def test_python_snippets_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python of a page runs from top to bottom in an empty folder; ``python no-run`` marks what cannot."""
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {"__name__": "snippet"}
    for number, code in enumerate(snippets(page), 1):
        exec(compile(code, f"{tree.name(page)}, snippet {number}", "exec"), namespace)


@pytest.mark.parametrize("page", [page for page in MARKDOWN if page.parent.name != "spec"], ids=tree.name)
def test_commands_exist(page: Path) -> None:
    """Every `counterfoil …` that the documentation shows is a command; in spec/ such words are formats."""
    text = page.read_text()
    shown = [match for kind, block in FENCE.findall(text) if kind in SHELLS for match in COMMAND.findall(block)]
    for words in shown + INLINE_COMMAND.findall(text):
        require_command(words.split())


def require_command(words: list[str]) -> None:
    """Walk from group to command; what follows the command is its arguments."""
    command: Any = typer.main.get_command(command_line)
    for word in words:
        if not hasattr(command, "list_commands"):
            return
        commands = command.list_commands(None)
        assert word in commands, f"counterfoil {' '.join(words)}: {word} is not one of {sorted(commands)}"
        command = command.get_command(None, word)


@pytest.mark.parametrize("page", DECISIONS, ids=lambda path: path.stem)
def test_decisions_have_their_headings(page: Path) -> None:
    """Every decision says what was asked, what was decided, and what follows; the index lists it."""
    found = headings(page)
    assert [heading for heading in found if heading in DECISION_HEADINGS] == DECISION_HEADINGS
    assert page.read_text().startswith(f"# {int(page.name[:4])}. "), "the title begins with the number"
    assert f"({page.name})" in (DOCS / "adr" / "README.md").read_text()


def test_decisions_are_numbered_without_gaps() -> None:
    """0001, 0002, … each once."""
    assert [path.name[:4] for path in DECISIONS] == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]


def test_changelog_has_the_version() -> None:
    """The changelog has an entry for the version that is built."""
    version = tomllib.loads((tree.ROOT / "pyproject.toml").read_text())["project"]["version"]
    changelog = (tree.ROOT / "CHANGELOG.md").read_text()
    assert re.search(rf"^## \[{re.escape(version)}\]", changelog, re.MULTILINE)


@pytest.mark.parametrize("folder", ["spec", "docs/guides", "docs/reference"])
def test_indexes_list_every_page(folder: str) -> None:
    """Every page is linked once from the index of its folder, or from the reading order where it has none."""
    pages = [path for path in (tree.ROOT / folder).glob("*.md") if path.name != "README.md"]
    index = tree.ROOT / folder / "README.md"
    text = (index if index.exists() else DOCS / "README.md").read_text()
    assert [page.name for page in pages if len(re.findall(rf"[(/]{re.escape(page.name)}\)", text)) != 1] == []


def test_reading_order_lists_every_page() -> None:
    """Every page of docs/ and every folder of it stands in the reading order."""
    text = (DOCS / "README.md").read_text()
    names = [path.name for path in DOCS.iterdir() if path.suffix == ".md" and path.name != "README.md"]
    names += [f"{path.name}/" for path in DOCS.iterdir() if path.is_dir() and path in set(map(parent, MARKDOWN))]
    assert [name for name in sorted(names) if f"]({name}" not in text] == []


@pytest.mark.parametrize("page", sorted(DOCS.glob("life-of-*.md")), ids=tree.name)
def test_guided_tours_name_what_exists(page: Path) -> None:
    """Every file and every method that a tour of the code names is in the source."""
    text = prose(page)
    named = set(re.findall(r"`((?:[a-z_0-9]+/)+[a-z_0-9]+\.py)`", text))
    assert named, "a tour names files"
    assert [name for name in sorted(named) if not any((root / name).exists() for root in ROOTS)] == []
    methods = set(re.findall(r"`([A-Z][A-Za-z]+\.[a-z_]+)`", text))
    assert sorted(methods - set(source_methods())) == []


def source_methods() -> Iterator[str]:
    """``Class.method`` of every class in the source."""
    for path in tree.python_files("src"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                yield from (f"{node.name}.{item.name}" for item in node.body if isinstance(item, ast.FunctionDef))


def parent(path: Path) -> Path:
    return path.parent


def test_vectors_are_described() -> None:
    """Every folder of vectors stands in the vectors' README."""
    listed = {cell.rstrip("/") for cell in first_cells((tree.ROOT / "vectors" / "README.md").read_text())}
    folders = {path.parent.relative_to(tree.ROOT / "vectors").parts[0] for path in vector_files()}
    assert folders - listed == set()
    assert listed - folders == set()


def vector_files() -> list[Path]:
    return [path for path in tree.files(".json", ".zip") if path.is_relative_to(tree.ROOT / "vectors")]


def test_examples_are_described() -> None:
    """Every example stands in the examples' README."""
    text = (tree.ROOT / "examples" / "README.md").read_text()
    assert [path.name for path in tree.python_files("examples") if path.name not in text] == []


def test_make_targets_are_described() -> None:
    """Every make target that the documentation shows exists."""
    makefile = (tree.ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    shown = {target for page in MARKDOWN for target in re.findall(r"(?:^|`)make ([a-z]+)", page.read_text(), re.M)}
    assert shown <= targets


def test_generated_pages_are_current() -> None:
    """`make docs` would change nothing."""
    generator = DOCS / "generate.py"
    namespace: dict[str, object] = {"__name__": "generate", "__file__": str(generator)}
    exec(compile(generator.read_text(), str(generator), "exec"), namespace)
    pages = namespace["pages"]
    assert callable(pages)
    for name, text in pages().items():
        assert (DOCS / name).read_text() == text, f"{name}: run make docs"


def test_what_authors_of_contracts_write_has_words() -> None:
    """Each key of a folder holds something that is said; a type that nobody put into words would hold any value."""
    assert "any value" not in (DOCS / "reference" / "contract-authors.md").read_text()
