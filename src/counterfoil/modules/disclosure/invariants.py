# SPDX-License-Identifier: Apache-2.0
"""What is always true of duties and documents."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.law.versions import before
from counterfoil.modules.disclosure.records import (
    DOCUMENT_VERSIONS,
    DOCUMENTS,
    DUTIES,
    Document,
    DocumentStatus,
    Duty,
    DutyStatus,
)
from counterfoil.modules.parties.records import PARTIES


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    for path, duty in view.rows(DUTIES):
        yield from (f"{path}: {problem}" for problem in _of_duty(view, duty))
    for path, document in view.rows(DOCUMENTS):
        yield from (f"{path}: {problem}" for problem in _of_document(view, document))


def _of_duty(view: View, duty: Duty) -> Iterator[str]:
    if view.read(PARTIES, duty.party) is None:
        yield f"party {duty.party} is not registered"
    met = duty.status in (DutyStatus.met, DutyStatus.met_late)
    by = None if duty.document is None else view.read(DOCUMENTS, duty.document)
    if (by is None or by.duty != duty.duty) if met else duty.document is not None:
        yield f"{duty.status}, by document {duty.document}"
    if met and (duty.met is None or (duty.met > duty.due) != (duty.status is DutyStatus.met_late)):
        yield f"{duty.status}, at {duty.met}, due {duty.due}"


def _of_document(view: View, document: Document) -> Iterator[str]:
    for version, said in before(view, DOCUMENT_VERSIONS, document.document, document.version):
        if said is None:
            yield f"version {version} is missing"
    if (document.status is DocumentStatus.superseded) != (document.superseded_by is not None):
        yield f"{document.status}, superseded by {document.superseded_by}"
    over = None if document.supersedes is None else view.read(DOCUMENTS, document.supersedes)
    if document.supersedes is not None and (over is None or over.superseded_by != document.document):
        yield f"{document.supersedes} does not say that it is superseded by this"
