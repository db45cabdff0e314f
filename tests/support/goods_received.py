# SPDX-License-Identifier: Apache-2.0
"""Events of copper that a warehouse received, and an inspector weighed."""

from support.epcis_service import DOCUMENT

PLACE = "https://id.gs1.org/414/9501101020016"
GOODS = "https://id.gs1.org/01/09520123456788/10/L-1"
BUNDLE, OTHER = "urn:epc:id:sscc:4012345.0000000001", "urn:epc:id:sscc:4012345.0000000002"
INSIDE = "https://id.gs1.org/01/09520123456788/21/7"
HASH = "c" * 64


def event(kind, minute, **members):
    time = {"eventTime": f"2025-11-01T10:{minute:02}:00Z", "eventTimeZoneOffset": "+00:00"}
    return {"type": kind, **time, **members}


def received(minute=0, amount=100, uom="TNE", *, place=PLACE, items=(), **members):
    lot = {"epcClass": GOODS, "quantity": amount, "uom": uom}
    said = {"action": "OBSERVE", "bizStep": "receiving", "quantityList": [lot], "bizLocation": {"id": place}}
    return event("ObjectEvent", minute, **(said | ({"epcList": list(items)} if items else {}) | members))


def inspected(minute=10, **members):
    said = {"action": "OBSERVE", "bizStep": "inspecting", "readPoint": {"id": PLACE}}
    return event("ObjectEvent", minute, **(said | {"quantityList": [{"epcClass": GOODS, "quantity": 1}]} | members))


def document(*events):
    return {**DOCUMENT, "epcisBody": {"eventList": list(events)}}


def weighed(amount, uom="TNE", minute=10):
    return inspected(minute, quantityList=[{"epcClass": GOODS, "quantity": amount, "uom": uom}])
