# SPDX-License-Identifier: Apache-2.0
"""What sensors reported: the measurements of an event, with their units, as queries compare them."""

from decimal import Decimal
from typing import NamedTuple

from counterfoil.epcis.context import Namespaces, whole
from counterfoil.epcis.json_types import Json, Members, as_list, as_object, as_text
from counterfoil.epcis.times import Moment, parse_time
from counterfoil.epcis.vocabulary import COMPONENT, MEASUREMENT, SENSOR_ALERT
from counterfoil.primitives.errors import DecodeError


class SensorReport(NamedTuple):
    """One measurement, or what was computed of several."""

    type: str
    """What was measured, as a web URI,"""
    exception: str
    """an alarm or an error instead, or nothing,"""
    component: str
    """and of which direction or coordinate, if of one."""
    uom: str
    members: Members

    def number(self, name: str) -> Decimal | None:
        """``value``, ``minValue``, ``maxValue``, ``meanValue``, ``sDev``, ``percRank`` or ``percValue``."""
        given = self.members.get(name)
        return Decimal(given) if isinstance(given, int | Decimal) and not isinstance(given, bool) else None

    def text(self, name: str) -> str:
        """``deviceID``, ``stringValue`` and so on; empty where it is not said."""
        return as_text(self.members.get(name))


class SensorElement(NamedTuple):
    """What holds for several reports, and the reports."""

    metadata: Members
    reports: tuple[SensorReport, ...]

    def time(self, name: str = "time") -> Moment | None:
        """``time``, ``startTime`` or ``endTime`` of all of them."""
        given = as_text(self.metadata.get(name))
        try:
            return parse_time(given) if given else None
        except DecodeError as error:
            raise DecodeError(error.problem, where="sensorElementList", remedy=error.remedy) from None


def read_sensors(given: Json, names: Namespaces) -> tuple[SensorElement, ...]:
    """The sensor elements of an event, in their order."""
    return tuple(_element(as_object(one), names) for one in as_list(given))


def _element(element: Members, names: Namespaces) -> SensorElement:
    reports = tuple(_report(as_object(one), names) for one in as_list(element.get("sensorReport")))
    return SensorElement(as_object(element.get("sensorMetadata")), reports)


def _report(report: Members, names: Namespaces) -> SensorReport:
    kind, alert, component = (whole(as_text(report.get(name)), names) for name in ("type", "exception", "component"))
    return SensorReport(
        MEASUREMENT.uri(kind),
        SENSOR_ALERT.uri(alert),
        COMPONENT.uri(component),
        as_text(report.get("uom")),
        report,
    )
