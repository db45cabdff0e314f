# SPDX-License-Identifier: Apache-2.0
"""A new noun costs its folder: lending, put beside the real modules for one process, and no line elsewhere."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.package import decode_package, encode_package
from counterfoil.modules import laws, nouns
from counterfoil.verify.report import Report, Verdict
from counterfoil.verify.verifier import verify_package
from support import noun_told, tree
from support.evidence_story import founded


@pytest.fixture(scope="module")
def told() -> Path:
    """The folder in which a process with the new noun told its story, and left its packages."""
    return noun_told.told("new_noun", "lending")


def judged(folder: Path, name: str) -> Report:
    """What a verifier that lacks the noun says of a package."""
    return verify_package((folder / f"{name}.zip").read_bytes(), founded().trust())


def test_a_folder_is_a_noun(told: Path) -> None:
    """Transactions run, refusals speak, invariants hold, packages are proved and forgeries caught: told by asserts."""
    assert {path.name for path in told.glob("*.zip")} == {
        "borrower.zip",
        "drawing.zip",
        "lender.zip",
        "loan.zip",
        "open_borrower.zip",
        "sending.zip",
        "tally.zip",
    }


def test_nothing_else_knows_of_it() -> None:
    """This process has the modules that it had, and no file of the product names the noun."""
    assert "lending" not in nouns() and "lending.draw" not in laws().calls
    naming = [path for path in tree.python_files("src") if "modules.lending" in path.read_text()]
    assert naming == []


@pytest.mark.parametrize("name", ["loan", "open_borrower", "sending", "tally"])
def test_a_verifier_without_the_noun_checks_what_holdings_moved(told: Path, name: str) -> None:
    """Mandates are everybody's law; what the noun wrote into its own records stands as executed."""
    assert judged(told, name).verdict is Verdict.proved


def test_what_a_verifier_does_not_know_it_says_in_its_own_words(told: Path) -> None:
    """A package's words on a record of an unknown noun are compared with nothing, and nobody is shown them."""
    package = decode_package((told / "loan.zip").read_bytes())
    lie = replace(package.claim, statement=Words("The loan was repaid.", "借贷已偿还。"))
    report = verify_package(encode_package(replace(package, claim=lie)), founded().trust())
    assert report.verdict is Verdict.proved and report.narrative is not None
    assert "repaid" not in str(report.narrative)
    assert "agreed_by" in report.narrative.statement_en


@pytest.mark.parametrize("name", ["lender", "borrower", "drawing"])
def test_a_consent_in_a_record_of_the_noun_needs_the_noun(told: Path, name: str) -> None:
    """Where a receiver agreed in the noun's own record, a verifier that lacks its law does not believe it."""
    report = judged(told, name)
    assert (report.verdict, report.failed_check) == (Verdict.not_proved, 10)
    assert "lending/loan/one" in report.sentence.en
