# SPDX-License-Identifier: Apache-2.0
"""The environment can be made from the lock by every pip that may meet it, now and after new releases of anything.

An old pip takes ``name[extra]`` for a requirement of its own. If the lock has only ``name``, that pip finds the newest
release for it, and refuses it as neither pinned nor hashed once it is newer than the lock.
"""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import requires
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from support import tree

LOCK = tree.ROOT / "requirements.lock"
OLDEST_PIP = "22.3"
"""What Python 3.11.0 brings. It does not start on later Pythons, which are tried with the pip that they bring."""
TIMEOUT_S = 600
PLATFORMS = (("linux", "Linux", "posix"), ("darwin", "Darwin", "posix"), ("win32", "Windows", "nt"))
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


class Locked(NamedTuple):
    """One requirement of the lock and the hashes of its files."""

    requirement: Requirement
    hashes: list[str]


def locked(text: str) -> Iterator[Locked]:
    """Every requirement of a lock."""
    for line in text.replace("\\\n", " ").splitlines():
        requirement, *hashes = re.split(r"\s+--hash=", line.strip())
        yield Locked(Requirement(requirement), hashes)


def declared() -> list[Requirement]:
    """What ``pyproject.toml`` asks for: to run, and to work on the code."""
    project = tomllib.loads((tree.ROOT / "pyproject.toml").read_text())
    extras = [text for asked in project["project"]["optional-dependencies"].values() for text in asked]
    everything = (*project["project"]["dependencies"], *extras, *project["dependency-groups"]["dev"])
    return [Requirement(text) for text in everything]


def asked_by(package: Requirement) -> list[Requirement]:
    """What an installed package, with the extras that it is locked with, asks for on any platform we know."""
    environments = [
        {"sys_platform": system, "platform_system": name, "os_name": kind, "extra": extra}
        | {"python_version": python, "python_full_version": f"{python}.0"}
        for (system, name, kind), python, extra in product(PLATFORMS, PYTHONS, ("", *package.extras))
    ]
    asked = [Requirement(text) for text in requires(package.name) or ()]
    return [each for each in asked if each.marker is None or any(map(each.marker.evaluate, environments))]


def lost_extras(text: str) -> list[str]:
    """Every ``name[extra]`` that the project or a locked package asks for, and the lock has without its extra."""
    packages = [package for package, _ in locked(text)]
    kept = {(canonicalize_name(package.name), extra) for package in packages for extra in package.extras}
    here = [package for package in packages if package.marker is None or package.marker.evaluate()]
    asked = declared() + [each for package in here for each in asked_by(package)]
    wanted = {(canonicalize_name(each.name), extra) for each in asked for extra in each.extras}
    return sorted(f"{name}[{extra}]" for name, extra in wanted - kept)


def recipe(target: str) -> str:
    """The commands of a target of the Makefile."""
    found = re.search(rf"^{re.escape(target)}:.*\n((?:\t.*\n)+)", (tree.ROOT / "Makefile").read_text(), re.MULTILINE)
    assert found is not None, f"the Makefile has no {target}"
    return found[1]


def test_every_requirement_is_pinned_and_hashed() -> None:
    """Each line of the lock allows one version, by ``==``, of the files with these SHA-256 hashes and no others."""
    entries = list(locked(LOCK.read_text()))
    assert len(entries) > len(declared())
    for requirement, hashes in entries:
        assert re.fullmatch(r"==[^*,]+", str(requirement.specifier)), requirement
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes), requirement


def test_everything_declared_is_locked() -> None:
    """The lock has a version of each package that ``pyproject.toml`` names, and one that it allows."""
    versions = {canonicalize_name(each.name): str(each.specifier)[2:] for each, _ in locked(LOCK.read_text())}
    for requirement in declared():
        assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)]), requirement


def test_lock_keeps_every_extra() -> None:
    """Whatever is asked for as ``name[extra]``, by us or by a package that we need, is locked with its extra."""
    assert lost_extras(LOCK.read_text()) == []


def test_lost_extra_is_seen() -> None:
    """A lock whose extras were stripped is recognised, so the test that finds none lost means something."""
    stripped = re.sub(r"^([\w.-]+)\[[^]]+\]", r"\1", LOCK.read_text(), flags=re.MULTILINE)
    assert "coverage[toml]" in lost_extras(stripped)


def test_make_lock_keeps_extras_hashes_and_platforms() -> None:
    """`make lock` writes what these tests ask for, and `make install` takes nothing that has no hash."""
    options = set(recipe("lock").split())
    assert {"--no-strip-extras", "--generate-hashes", "--universal", "--upgrade", "--all-extras"} <= options
    assert "--require-hashes" in recipe("$(INSTALLED)").split()


def pip(python: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs the pip of an environment, deaf to every Python path and user site."""
    command = [str(python), "-I", "-m", "pip", "--disable-pip-version-check", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the oldest pip, into which the last test alone installs anything.

    Without a package index the test skips, or fails if it must run.
    """
    tmp_path = tmp_path_factory.mktemp("fresh")
    folder = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, timeout=TIMEOUT_S)
    found = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    wheel = ("download", "--quiet", "--retries", "1", "--timeout", "15", "--no-deps", "--dest", tmp_path)
    asked = pip(found, *wheel, f"pip=={OLDEST_PIP}")
    if asked.returncode:
        reason = asked.stderr.strip().splitlines()[-1]
        missing = f"no package index gives pip {OLDEST_PIP}, so the lock was not tried: {reason}"
        if os.environ.get("COUNTERFOIL_REQUIRE_TOOLS"):
            pytest.fail(missing)
        pytest.skip(missing)
    if sys.version_info < (3, 12):
        installed = pip(found, "install", "--quiet", "--no-index", *tmp_path.glob("pip-*.whl"))
        assert installed.returncode == 0, installed.stderr
        assert pip(found, "--version").stdout.startswith(f"pip {OLDEST_PIP} ")
    return found


def test_oldest_pip_installs_the_lock_after_new_releases(python: Path, tmp_path: Path) -> None:
    """In a fresh environment pip resolves the lock, hashes checked, although all of it has a newer release by then."""
    newer = tmp_path / "newer"
    newer.mkdir()
    for requirement, _ in locked(LOCK.read_text()):
        (newer / f"{canonicalize_name(requirement.name).replace('-', '_')}-9999-py3-none-any.whl").touch()
    tried = ("install", "--dry-run", "--quiet", "--progress-bar", "off", "--require-hashes", "--find-links", newer)
    done = pip(python, *tried, "--requirement", LOCK)
    assert done.returncode == 0, done.stderr


VERIFIER = ("msgspec", "pynacl", "cffi", "pycparser")
"""All that a verifier needs, with what these need."""
NOT_THERE = """
import importlib.util, sys
print([name for name in sys.argv[1:] if importlib.util.find_spec(name)])
"""


def test_the_verifier_installs_alone(python: Path, tmp_path: Path) -> None:
    """Without store, server, web client or terminal it verifies a package, draws its page, and says what it lacks."""
    subset = "\n".join(
        text
        for text in re.split(r"\n(?=\S)", LOCK.read_text())
        if Requirement(re.split(r"\s", text)[0]).name.lower() in VERIFIER
    )
    (tmp_path / "verifier.lock").write_text(subset + "\n")
    installed = pip(python, "install", "--quiet", "--require-hashes", "--requirement", tmp_path / "verifier.lock")
    assert installed.returncode == 0, installed.stderr
    build = ("wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path / "built", tree.ROOT)
    made = pip(Path(sys.executable), *build)
    assert made.returncode == 0, made.stderr
    (wheel,) = (tmp_path / "built").glob("counterfoil-*.whl")
    installed = pip(python, "install", "--quiet", "--no-index", "--no-deps", wheel)
    assert installed.returncode == 0, installed.stderr
    absent = subprocess.run(
        [python, "-I", "-c", NOT_THERE, "rocksdict", "litestar", "uvicorn", "httpx", "typer", "rich", "cryptography"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert absent.stdout.strip() == "[]"
    vectors, page = tree.ROOT / "vectors" / "evidence", tmp_path / "page.html"
    words = [python.parent / "counterfoil-verify", vectors / "control.zip", "--trust", vectors / "trust.json"]
    done = subprocess.run([*words, "--report", page], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("PROVED") and "PROVED" in page.read_text(encoding="utf-8")
    other = subprocess.run([python.parent / "counterfoil", "init", "x"], capture_output=True, text=True, check=False)
    assert other.returncode == 3
    assert "counterfoil[node]" in other.stderr and "Traceback" not in other.stderr
