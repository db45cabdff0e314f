# SPDX-License-Identifier: Apache-2.0
"""Consents one by one, as text: who, for which account, and which key signed."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from counterfoil.cli.output import write_line, write_table
from counterfoil.evidence.narrative import GivenConsent, ReportModel, ReportStep
from counterfoil.page.report_labels import CONSENT_KINDS, LABELS, SIDES

SHOWN_MAX: Final = 20
COLUMNS: Final = ("event", "who consented", "in what role", "given how", "key that signed")


def write_consents(model: ReportModel) -> None:
    """Those of the last events of a proved package; what is left out is counted."""
    given = [(step, consent) for step in model.steps for consent in step.consents]
    if not given:
        return
    write_table("Consents 逐项同意", COLUMNS, list(_rows(given[-SHOWN_MAX:], model)))
    if (hidden := len(given) - SHOWN_MAX) > 0:
        write_line(f"{hidden:,} earlier consents are not listed here: see the page that --report draws.")


def plain_consents(model: ReportModel) -> list[dict[str, Any]]:
    """All of them, as JSON. ``record`` and ``seq`` are what a consent rests on; ``keys`` are identifiers."""
    names = dict(model.names)
    return [
        {
            "height": step.height,
            "index": step.index,
            "event": step.type,
            "transaction": step.transaction,
            "party": consent.party,
            "name": names.get(consent.party),
            "account": consent.account or None,
            "side": consent.side or None,
            "kind": consent.kind,
            "record": consent.record or None,
            "seq": consent.seq if consent.record else None,
            "keys": list(consent.keys),
        }
        for step in model.steps
        for consent in step.consents
    ]


def _rows(given: Sequence[tuple[ReportStep, GivenConsent]], model: ReportModel) -> Iterator[tuple[str, ...]]:
    for step, consent in given:
        side = f"{SIDES[consent.side].en} {consent.account}" if consent.account else LABELS["own_call"].en
        yield (
            f"block {step.height} no. {step.index}",
            model.party_called(consent.party),
            side,
            CONSENT_KINDS[consent.kind].en,
            " ".join(consent.keys) or LABELS["key_not_shown"].en,
        )
