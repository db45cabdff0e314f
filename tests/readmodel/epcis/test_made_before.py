# SPDX-License-Identifier: Apache-2.0
"""A database from before two namespaces of the standard had one spelling each: it answers the same."""

from typing import Any, Final

from sqlalchemy import Connection, select

from counterfoil.epcis.document import from_members
from counterfoil.epcis.event import Event
from counterfoil.epcis.json_types import JsonObject
from counterfoil.primitives.types import PartyId, Timestamp
from counterfoil.readmodel.address import DatabaseAddress
from counterfoil.readmodel.database import Database
from counterfoil.readmodel.epcis.journal import Capture, capture, rebuild
from counterfoil.readmodel.epcis.query import Reach, read_query, run
from counterfoil.readmodel.epcis.tables import FOLLOWING, REPORTS, SCHEMA, VALUES
from counterfoil.readmodel.migrations import Schema
from counterfoil.readmodel.projection import PROJECTIONS
from support.epcis_service import object_event

BEFORE: Final = Schema(SCHEMA.name, SCHEMA.migrations[:4])
MILL: Final = Capture(PartyId("MILL"), Timestamp(1))
TEMPERATURE: Final = {"type": "gs1:Temperature", "value": 4, "uom": "CEL", "exception": "ALARM_CONDITION"}
LOT: Final = "https://id.gs1.org/01/10614141073464/21/1"


def read(**given: Any) -> Event:
    (event,) = from_members(object_event(**given)).events
    return event


def made_before(connection: Connection, *events: Event) -> None:
    """As that program entered them: with the namespaces as they were written then."""
    capture(connection, events, MILL)
    for column, since, before in (
        (VALUES.c.name, "{urn:epcglobal:cbv:mda}lotNumber", "{urn:epcglobal:cbv:mda:}lotNumber"),
        (VALUES.c.name, "{https://ref.gs1.org/voc/}own", "{https://gs1.org/voc/}own"),
        (REPORTS.c.type, "https://ref.gs1.org/voc/Temperature", "https://gs1.org/voc/Temperature"),
        (REPORTS.c.exception, "https://ref.gs1.org/voc/ALARM_CONDITION", "https://gs1.org/voc/ALARM_CONDITION"),
    ):
        changed = column.table.update().where(column == since).values({column.name: before})
        connection.execute(changed)


def rows(database: Database) -> list[list[str]]:
    with database.reading() as connection:
        return [sorted(map(repr, connection.execute(select(table)))) for table in FOLLOWING]


QUESTIONS: Final[list[JsonObject]] = [
    {"EQ_type": ["gs1:Temperature"]},
    {"EQ_type": ["https://gs1.org/voc/Temperature"]},
    {"EQ_type": ["Temperature"], "EQ_value_CEL": ["4"]},
    {"EQ_exception": ["ALARM_CONDITION"]},
    {"EQ_ILMD_cbvmda:lotNumber": ["L1"]},
    {"EQ_ILMD_urn:epcglobal:cbv:mda#lotNumber": ["L1"]},
    {"EQ_ILMD_urn:epcglobal:cbv:mda:#lotNumber": ["L1"]},
    {"EQ_gs1:own": ["7"]},
    {"EQ_https://gs1.org/voc/#own": ["7"]},
]


def test_it_answers_the_same(address: DatabaseAddress) -> None:
    """Questions about sensors and master data found nothing in it; its rows are those that are made anew of it."""
    with Database(address, PROJECTIONS, BEFORE) as database, database.writing() as connection:
        sensed = [{"sensorReport": [TEMPERATURE]}]
        made_before(connection, read(ilmd={"cbvmda:lotNumber": "L1"}, sensorElementList=sensed, **{"gs1:own": "7"}))
    with Database(address, PROJECTIONS, SCHEMA) as database:
        with database.reading() as connection:
            for asked in QUESTIONS:
                assert run(connection, read_query(asked), Reach(None)).numbers == (1,), asked
        found = rows(database)
        rebuild(database)
        assert rows(database) == found


def test_two_spellings_of_a_word_that_the_vocabulary_lacks_are_one(address: DatabaseAddress) -> None:
    """Each was found by its own spelling alone, though both are the same word."""
    with Database(address, PROJECTIONS, SCHEMA) as database:
        with database.writing() as connection:
            for serial, word in enumerate(("gs1:MT-Speed", "https://gs1.org/voc/MT-Speed"), 1):
                capture(connection, [read(serial=serial, sensorElementList=[{"sensorReport": [{"type": word}]}])], MILL)
        with database.reading() as connection:
            for asked in ("gs1:MT-Speed", "https://gs1.org/voc/MT-Speed", "https://ref.gs1.org/voc/MT-Speed"):
                assert run(connection, read_query({"EQ_type": [asked]}), Reach(None)).numbers == (1, 2), asked
