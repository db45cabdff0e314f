# SPDX-License-Identifier: Apache-2.0
"""The tables of a repository: those that are recorded, and those that follow from them.

``epcis_jobs`` and ``epcis_events`` are all that there is of what was captured: rows come and never change, but for what
became of a job. ``epcis_queries`` and ``epcis_subscriptions`` are what somebody wants to be told, ``epcis_attributes``
and ``epcis_children`` what documents say of places and classes. The rest is a projection of ``epcis_events``, and can
be made again.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    func,
)
from sqlalchemy import UniqueConstraint as Unique

from counterfoil.readmodel.columns import ByteText, ExactDecimal
from counterfoil.readmodel.migrations import Migration, Schema, indexing, making

META: Final = MetaData()


def _text(name: str) -> Column[str]:
    """A text; empty for what is not said."""
    return Column(name, ByteText, nullable=False)


def _of_event() -> Column[int]:
    return Column("event", BigInteger, ForeignKey("epcis_events.number"), nullable=False)


JOBS: Final = Table(
    "epcis_jobs",
    META,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("id", ByteText, nullable=False, unique=True),
    _text("captured_by"),
    _text("behaviour"),
    Column("created_ms", BigInteger, nullable=False),
    Column("finished_ms", BigInteger),
    Column("document", LargeBinary, nullable=False),
    Column("errors", LargeBinary),
    Column("captured", Integer, nullable=False),
    Index("epcis_jobs_by_party", "captured_by", "number"),
)
"""Documents that were handed in to be captured later; ``finished_ms`` is null until they were."""
EVENTS: Final = Table(
    "epcis_events",
    META,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    _text("captured_by"),
    _text("name"),
    Column("declares_error", Boolean, nullable=False),
    _text("hash"),
    Column("recorded_ms", BigInteger, nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("job", BigInteger, ForeignKey("epcis_jobs.number")),
    Unique("captured_by", "name", "declares_error", name="epcis_events_once"),
    Index("epcis_events_by_hash", "hash"),
    Index("epcis_events_by_name", "name"),
)
"""Every event as it was received, with its context; ``name`` is its eventID, or else its hash."""
FACTS: Final = Table(
    "epcis_facts",
    META,
    Column("event", BigInteger, ForeignKey("epcis_events.number"), primary_key=True),
    _text("captured_by"),
    *map(_text, ("kind", "action", "biz_step", "disposition", "read_point", "biz_location", "transformation_id")),
    *map(_text, ("event_id", "hash", "error_reason")),
    Column("event_ms", BigInteger, nullable=False),
    Column("recorded_ms", BigInteger, nullable=False),
    Column("error_ms", BigInteger),
    Column("has_sensors", Boolean, nullable=False),
    Index("epcis_facts_by_time", "event_ms", "event"),
    Index("epcis_facts_by_record", "recorded_ms", "event"),
    Index("epcis_facts_by_step", "biz_step", "event"),
    Index("epcis_facts_by_location", "biz_location", "event"),
    Index("epcis_facts_by_read_point", "read_point", "event"),
    Index("epcis_facts_by_transformation", "transformation_id", "event"),
)
"""What an event says once."""
IDENTIFIERS: Final = Table(
    "epcis_identifiers",
    META,
    _of_event(),
    _text("role"),
    _text("uri"),
    Column("is_class", Boolean, nullable=False),
    Column("quantity", ExactDecimal),
    _text("uom"),
    Index("epcis_identifiers_by_uri", "uri", "event"),
    Index("epcis_identifiers_of_event", "event"),
)
"""The things and classes that it names."""
LINKS: Final = Table(
    "epcis_links",
    META,
    _of_event(),
    _text("list"),
    _text("type"),
    _text("uri"),
    Index("epcis_links_by_uri", "uri", "list", "event"),
    Index("epcis_links_of_event", "event"),
)
"""Transactions, sources, destinations, persistent dispositions, corrective events."""
VALUES: Final = Table(
    "epcis_values",
    META,
    _of_event(),
    _text("place"),
    _text("name"),
    _text("text"),
    Column("number", ExactDecimal),
    Column("ms", BigInteger),
    Index("epcis_values_by_name", "name", "place", "event"),
    Index("epcis_values_of_event", "event"),
)
"""Members of somebody's own, wherever they stand; those that are objects have no text."""
REPORTS: Final = Table(
    "epcis_reports",
    META,
    _of_event(),
    *map(_text, ("type", "exception", "component", "uom", "device_id", "device_metadata", "raw_data")),
    *map(_text, ("data_processing_method", "biz_rules", "microorganism", "chemical_substance")),
    *map(_text, ("coordinate_reference_system", "string_value", "hex_binary_value", "uri_value")),
    Column("boolean_value", Boolean),
    *(Column(name, BigInteger) for name in ("time_ms", "start_ms", "end_ms")),
    *(Column(name, ExactDecimal) for name in ("value", "min_value", "max_value", "mean_value", "s_dev")),
    *(Column(name, ExactDecimal) for name in ("perc_rank", "perc_value")),
    Index("epcis_reports_of_event", "event"),
    Index("epcis_reports_by_type", "type", "event"),
)
"""What sensors reported; one row where an element has metadata and no report."""

QUERIES: Final = Table(
    "epcis_queries",
    META,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    _text("owner"),
    _text("name"),
    Column("question", LargeBinary, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Unique("owner", "name", name="epcis_queries_once"),
)
"""Questions that somebody gave a name."""
SUBSCRIPTIONS: Final = Table(
    "epcis_subscriptions",
    META,
    Column("id", ByteText, primary_key=True),
    Column("query", BigInteger, ForeignKey("epcis_queries.number"), nullable=False),
    _text("owner"),
    _text("destination"),
    _text("token"),
    Column("created_ms", BigInteger, nullable=False),
    Column("told", BigInteger, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("next_ms", BigInteger, nullable=False),
    Index("epcis_subscriptions_by_query", "query"),
)
"""To whom the answers of a question are sent as they come; ``told`` is the last event that was looked at."""
TIMES: Final = Table(
    "epcis_subscription_times",
    META,
    Column("id", ByteText, ForeignKey("epcis_subscriptions.id", ondelete="CASCADE"), primary_key=True),
    Column("schedule", LargeBinary),
    Column("report_if_empty", Boolean, nullable=False),
    _text("epc_format"),
    Column("since_ms", BigInteger, nullable=False),
    Column("due_ms", BigInteger),
    Column("told_ms", BigInteger),
)
"""When a subscription is told: ``schedule`` and ``due_ms`` are null where events are told as they come.

``since_ms``: only what was recorded from then on is told. A subscription of an earlier program has no such row.
"""

ATTRIBUTES: Final = Table(
    "epcis_attributes",
    META,
    *map(_text, ("captured_by", "uri", "name", "text")),
    Index("epcis_attributes_by_uri", "captured_by", "uri"),
)
"""Master data: what a party said of a place, a class, a party."""
CHILDREN: Final = Table(
    "epcis_children",
    META,
    *map(_text, ("captured_by", "parent", "child")),
    Index("epcis_children_by_parent", "captured_by", "parent"),
)
"""And what it said is part of it."""

SECRETS: Final = Table(
    "epcis_secrets", META, Column("name", ByteText, primary_key=True), Column("secret", LargeBinary, nullable=False)
)
"""What nobody is told who asks."""

_WEB_WORDS: Final = ("https://gs1.org/voc/", "https://ref.gs1.org/voc/")
_SPELLED_ANEW: Final = (
    (VALUES.c.name, "{https://gs1.org/voc/}", "{https://ref.gs1.org/voc/}"),
    (VALUES.c.name, "{urn:epcglobal:cbv:mda:}", "{urn:epcglobal:cbv:mda}"),
    *((column, *_WEB_WORDS) for column in (FACTS.c.biz_step, FACTS.c.disposition, FACTS.c.error_reason)),
    *((column, *_WEB_WORDS) for column in (REPORTS.c.type, REPORTS.c.exception, REPORTS.c.component, LINKS.c.type)),
    (ATTRIBUTES.c.name, *_WEB_WORDS),
)
"""What begins otherwise in rows since two namespaces of the standard, each spelled in two ways, have one there."""


def _spell_anew(connection: Connection) -> None:
    """Rows are changed, and no event is read: one that is read no more would keep the database shut."""
    for column, before, since in _SPELLED_ANEW:
        begins = func.substr(column, 1, len(before)) == before
        changed = {column.name: since + func.substr(column, len(before) + 1)}
        connection.execute(column.table.update().where(begins).values(changed))


FOLLOWING: Final = (FACTS, IDENTIFIERS, LINKS, VALUES, REPORTS)
SCHEMA: Final = Schema(
    "epcis",
    [
        Migration(1, "journal and facts", making(JOBS, EVENTS, *FOLLOWING)),
        Migration(2, "queries and subscriptions", making(QUERIES, SUBSCRIPTIONS)),
        Migration(3, "schedules of subscriptions", making(TIMES)),
        Migration(4, "master data", making(ATTRIBUTES, CHILDREN)),
        Migration(5, "transformations by their identifier", indexing(FACTS, "epcis_facts_by_transformation")),
        Migration(6, "secrets", making(SECRETS)),
        Migration(7, "namespaces of the standard spelled in one way", _spell_anew),
    ],
)
