# SPDX-License-Identifier: Apache-2.0
"""Everything that is wrong with a document: first by the schema, then, of each event that it takes, by the rules."""

from collections.abc import Iterator

from counterfoil.epcis.business_rules import business_findings
from counterfoil.epcis.document import Document
from counterfoil.epcis.finding import Finding
from counterfoil.epcis.schema.validate import document_findings, event_findings


def findings(document: Document, *, now_ms: int | None = None) -> Iterator[Finding]:
    """Errors and warnings in the order of the document; valid is a document without an error among them."""
    yield from document_findings(document)
    for event in document.events:
        refused = list(event_findings(event))
        yield from refused or business_findings(event, now_ms=now_ms)
