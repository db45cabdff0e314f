# SPDX-License-Identifier: Apache-2.0
"""Consents one by one, with keys and envelopes by which they were given; attachments; persons; events about goods."""

from collections.abc import Iterator
from typing import Final

from counterfoil.evidence.narrative import AttachmentShown, GivenConsent, PersonShown, ReportModel, Signed
from counterfoil.page.markup import NOTHING, Markup, element, join, lines, paragraphs, spans, text
from counterfoil.page.report_labels import CONSENT_KINDS, LABELS, SIDES
from counterfoil.page.report_sections import section
from counterfoil.page.report_table import rows_shown
from counterfoil.page.trail_drawing import ShowTime

CONSENTS: Final = ("number", "consented", "role", "rests_on", "keys_and_envelope")
ATTACHMENTS: Final = ("carried_by", "digest", "sealed_size", "recipient")
_WIDTHS: Final = ("c-number", "c-who", "c-role", "c-rests", "c-key")


def consents(model: ReportModel) -> Markup:
    """Every consent of the events that the table of events lists."""
    if not any(step.consents for step in model.steps):
        return NOTHING
    first, last = rows_shown(len(model.steps))
    shown = [*range(first), *range(len(model.steps) - last, len(model.steps))]
    rows = [_consent(position + 1, consent, model) for position in shown for consent in model.steps[position].consents]
    widths = element("colgroup", *(element("col", class_=width) for width in _WIDTHS))
    table = element("table", widths, _head(CONSENTS), element("tbody", lines(*rows)), class_="events consents")
    return section("consents", paragraphs(LABELS["consents_about"]), table)


def attachments(model: ReportModel) -> Markup:
    """Every attachment of the calls that the package shows, and how its recipient opens it."""
    if not model.attachments:
        return NOTHING
    rows = (_attachment(one, model) for one in model.attachments)
    table = element("table", _head(ATTACHMENTS), element("tbody", lines(*rows)), class_="events attachments")
    command = element("pre", text("counterfoil attachment open PACKAGE --trust trust.json --key NAME -o FILE"))
    return section("attachments", paragraphs(LABELS["attachments_about"]), table, command)


def persons(model: ReportModel, times: ShowTime) -> Markup:
    """Who is behind parties, as far as something beside the package says it, or that it was deleted."""
    if not model.persons:
        return NOTHING
    rows = (
        element("tr", element("th", text(one.party), scope="row"), element("td", *_person(one, times), class_="value"))
        for one in model.persons
    )
    table = element("table", element("tbody", lines(*rows)), class_="facts")
    return section("persons", paragraphs(LABELS["persons_about"]), table)


def events_shown(model: ReportModel) -> Markup:
    """Events about goods, word for word, that proofs beside the package show to be in its batch."""
    if not model.events_shown:
        return NOTHING
    rows = (
        element(
            "tr",
            element("th", text(one.name), scope="row"),
            element(
                "td",
                element("p", spans(one.place)),
                NOTHING if one.declares is None else element("p", spans(one.declares), class_="caution"),
                element("pre", text(one.document)),
                class_="value",
            ),
        )
        for one in model.events_shown
    )
    table = element("table", element("tbody", lines(*rows)), class_="facts")
    return section("events_shown", paragraphs(LABELS["events_shown_about"]), table)


def _person(one: PersonShown, times: ShowTime) -> Iterator[Markup]:
    if one.deleted_at is not None:
        said = LABELS["person_deleted"].fill(time=times(one.deleted_at), reference=one.reference)
        yield element("p", spans(said))
        return
    yield from (element("p", text(line)) for line in one.text.splitlines())
    yield element("p", spans(LABELS["person_compared" if one.compared else "person_not_compared"]))


def _head(columns: tuple[str, ...]) -> Markup:
    return element("thead", element("tr", *(element("th", spans(LABELS[name]), scope="col") for name in columns)))


def _consent(number: int, consent: GivenConsent, model: ReportModel) -> Markup:
    return element(
        "tr",
        element("th", text(str(number)), scope="row", class_="number"),
        element("td", text(model.party_called(consent.party))),
        element("td", _role(consent, model)),
        element("td", _rests(consent)),
        element("td", *_keys(consent)),
    )


def _role(consent: GivenConsent, model: ReportModel) -> Markup:
    if not consent.account:
        return spans(LABELS["own_call"])
    return join(spans(SIDES[consent.side]), element("p", text(model.account_called(consent.account))))


def _rests(consent: GivenConsent) -> Markup:
    kind = spans(CONSENT_KINDS[consent.kind])
    if not consent.record:
        return kind
    version = LABELS["version"].fill(seq=consent.seq)
    return join(kind, element("p", text(consent.record), class_="hash"), element("p", spans(version)))


def _keys(consent: GivenConsent) -> Iterator[Markup]:
    if not consent.keys:
        yield element("p", spans(LABELS["key_not_shown"]))
    for key in consent.keys:
        yield element("p", spans(LABELS["key"]))
        yield element("p", text(key), class_="hash")
    if consent.envelope is not None:
        yield _envelope(consent.envelope)


def _envelope(envelope: Signed) -> Markup:
    where = LABELS["envelope"].fill(height=f"{envelope.height:,}", index=envelope.index)
    return join(element("p", spans(where)), element("p", text(envelope.transaction), class_="hash"))


def _attachment(one: AttachmentShown, model: ReportModel) -> Markup:
    call = LABELS["call"].fill(index=one.call, name=one.name)
    owner = [element("p", text(model.party_called(one.owner)))] if one.owner else []
    return element(
        "tr",
        element("td", element("p", spans(call)), _envelope(one.envelope)),
        element("td", element("p", text(one.digest), class_="hash")),
        element("td", element("p", spans(LABELS["bytes"].fill(count=f"{one.size:,}"))), element("p", text(one.suite))),
        element("td", element("p", spans(LABELS["key"])), element("p", text(one.recipient), class_="hash"), *owner),
    )
