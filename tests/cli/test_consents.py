# SPDX-License-Identifier: Apache-2.0
"""Consents as text."""

from counterfoil.cli.consents import SHOWN_MAX, write_consents
from support.exhibits import KEY, consent
from support.report_models import model, step


def test_consents_of_long_trails_are_counted(capsys):
    """The last are listed, and how many are not is said."""
    steps = tuple(step(number, consents=(consent(),)) for number in range(SHOWN_MAX + 3))
    write_consents(model(steps=steps))
    shown = capsys.readouterr().out
    assert shown.count(KEY) == SHOWN_MAX
    assert "3 earlier consents are not listed here" in shown


def test_a_key_that_the_package_does_not_show_is_said_to_be_unknown(capsys):
    """It is not left blank, and a claim without consents has no table of them."""
    write_consents(model(steps=(step(1, consents=(consent(keys=()),)),)))
    assert "the package does not show by which key" in " ".join(capsys.readouterr().out.split())
    write_consents(model())
    assert capsys.readouterr().out == ""
