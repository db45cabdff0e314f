# SPDX-License-Identifier: Apache-2.0
"""Units that came, went and were paid by a record's doing: proved with its law, and as far as it goes without."""

from pathlib import Path

import pytest

from counterfoil.modules.holdings.law import STANDING_CONSENTS
from counterfoil.verify.report import Report, Verdict
from counterfoil.verify.verifier import verify_package
from support import noun_told
from support.evidence_story import founded


@pytest.fixture(scope="module")
def told() -> Path:
    """The folder of a process with the noun, in which packages are proved and forgeries are not: told by asserts."""
    return noun_told.told("programme_noun", "programmes")


def judged(folder: Path, name: str) -> Report:
    """What a verifier that lacks the noun says of a package."""
    return verify_package((folder / f"{name}.zip").read_bytes(), founded(STANDING_CONSENTS).trust())


@pytest.mark.parametrize("name", ["mandate", "wang", "zhao", "programme"])
def test_mandates_are_everybodys_law(told: Path, name: str) -> None:
    """What was paid under mandates, to be taken out and to be brought in, is proved without the noun."""
    assert judged(told, name).verdict is Verdict.proved


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("li", "programmes/programme/p"),
        ("held", "programmes/programme/p"),
        ("brought", "programmes/programme/p"),
        ("ended", "programmes/programme/p"),
        ("receipt", "programmes/programme/p"),
        ("part", "programmes/programme/p"),
        ("chain", "programmes/programme/p"),
        ("made", "programmes/programme/p"),
        ("split", "programmes/programme/p"),
        ("paid", "the law of its call 0 is not known here"),
    ],
)
def test_what_an_issuer_agreed_to_in_a_record_of_the_noun_needs_the_noun(told: Path, name: str, said: str) -> None:
    """A verifier that lacks its law believes neither that, nor that a whole transaction did nothing more."""
    report = judged(told, name)
    assert (report.verdict, report.failed_check) == (Verdict.not_proved, 10)
    assert said in report.sentence.en
