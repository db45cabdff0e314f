# SPDX-License-Identifier: Apache-2.0
"""The browser verifier's law of forced transfers, burns and recoveries, under orders that a noun of tests gives.

Supervision has the product's own orders. For this noun the page is built once more, with its law beside theirs.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from support import browser_verifier, tree
from support.browser_verifier import answers, answers_by, need, tools
from support.noun_told import told

LAW = tree.ROOT / "tests" / "browser" / "orders_law.ts"


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The page with one law more, which the tests ask from now on."""
    made = tools()
    room = tmp_path / "browser"
    shutil.copytree(made, room, ignore=shutil.ignore_patterns("node_modules"))
    (room / "node_modules").symlink_to(made / "node_modules")
    shutil.copytree(tree.ROOT / "vectors/evidence", tmp_path / "vectors/evidence")
    shutil.copy(told("order_noun", "orders") / "laws.json", tmp_path / "vectors/evidence/laws.json")
    shutil.copy(LAW, room / "src/laws/orders.ts")
    register = room / "src/laws/all.ts"
    plain = register.read_text()
    with_law = plain.replace("contracts];", "contracts, orders];")
    assert with_law != plain
    register.write_text(f'import {{ orders }} from "./orders.ts";\n{with_law}')
    built = tmp_path / "verifier.html"
    subprocess.run([need("node"), "build.mjs", str(built)], cwd=room, check=True, capture_output=True)
    monkeypatch.setattr(browser_verifier, "PAGE", built)
    return built


@pytest.mark.usefixtures("page")
def test_both_verifiers_judge_alike_what_orders_did() -> None:
    """Every honest package, altered ones, and what an operator sealed against the rules: one check, or none."""
    packages = sorted(told("order_noun", "orders").rglob("*.zip"))
    expected = {package.name: json.loads(package.with_suffix(".check").read_text()) for package in packages}
    found = answers_by((package, package.with_suffix(".trust")) for package in packages)
    assert dict(zip(expected, found, strict=True)) == expected
    assert {None, 10} < set(found)


def test_the_page_that_is_committed_believes_no_order_of_unknown_law() -> None:
    """As the verifier in Python without the noun: consent in a record of unknown law is none."""
    named = ("forced", "recovered", "burned", "control-li-new-account-ACME")
    packages = [told("order_noun", "orders") / f"{name}.zip" for name in named]
    assert answers(packages, packages[0].with_suffix(".trust")) == [10] * len(packages)
