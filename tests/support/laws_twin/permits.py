# SPDX-License-Identifier: Apache-2.0
"""Whose consent each type of event needs, and the limits that need the whole state."""

from collections.abc import Callable

from support.laws_twin.causes import policy_of, reserved
from support.laws_twin.moment import OPERATORS, Moment
from support.laws_twin.ordering import under_order
from support.laws_twin.settling import accounts_of
from support.laws_twin.state import NUMBER_MAX, Denied, Plain, demand

Consents = list[Plain]
KEEPERS = ("custodian", "operating_bank")


# Parties and instruments.


def by_role(field: str, role: str) -> Callable[[Plain, Moment], Consents]:
    def permit(data: Plain, moment: Moment) -> Consents:
        moment.need_role(data[field], role)
        return []

    return permit


def rotated(data: Plain, moment: Moment) -> Consents:
    if data["registrar"] is None:
        moment.need(data["party"])
    else:
        moment.need_role(data["registrar"], "registrar")
    return []


def waits_for_nobody(moment: Moment, holder: str, data: Plain) -> None:
    waits = {"holder", "both"} if data["custodian"] is not None else {"holder", "both", "either"}
    if {data["incoming"], data["outgoing"]} & waits:
        demand(moment.state.party(holder)["keys"] is not None, "holder_cannot_consent")


def account_opened(data: Plain, moment: Moment) -> Consents:
    moment.standing(data["holder"])
    demand("record" not in (data["incoming"], data["outgoing"]), "no_record_moves_it")
    if data["custodian"] is None:
        moment.need(data["holder"])
    else:
        moment.need_role(data["custodian"], *KEEPERS)
    waits_for_nobody(moment, data["holder"], data)
    return []


def control_changed(data: Plain, moment: Moment) -> Consents:
    before = moment.state.account(data["account"])
    demand("record" not in (data["incoming"], data["outgoing"]), "no_record_moves_it")
    holder = moment.state.party(before["holder"])
    concerned = [before["holder"]] if holder["keys"] is not None else []
    concerned += [party for party in (before["custodian"], data["custodian"]) if party is not None]
    demand(concerned, "not_authorised")
    moment.need_all(*concerned)
    if data["custodian"] is not None:
        moment.need_role(data["custodian"], *KEEPERS)
    waits_for_nobody(moment, before["holder"], data)
    return []


def kept(entitled: str) -> Callable[[Plain, Moment], Consents]:
    def permit(data: Plain, moment: Moment) -> Consents:
        if data["by"] == moment.state.account(data["account"])[entitled]:
            moment.need(data["by"])
        else:
            moment.need_role(data["by"], "supervisor")
        return []

    return permit


def attested(data: Plain, moment: Moment) -> Consents:
    moment.need(data["attester"])
    policy = policy_of(moment, data["topic"])
    demand(policy is not None and data["attester"] in policy["attesters"], "attester_not_trusted")
    return []


def attestation_revoked(data: Plain, moment: Moment) -> Consents:
    path = f"parties/attestation/{data['party']}/{data['topic']}"
    if data["by"] == moment.state.records[path]["attester"]:
        moment.need(data["by"])
    else:
        moment.need_role(data["by"], "supervisor")
    return []


def defined(data: Plain, moment: Moment) -> Consents:
    moment.need_role(data["issuer"], "operating_bank" if data["kind"] == "cash" else "issuer")
    return []


def amended(data: Plain, moment: Moment) -> Consents:
    moment.need(moment.state.instrument(data["instrument"])["issuer"])
    limit = data["supply_limit"]
    demand(limit is None or limit >= moment.state.outstanding(data["instrument"]), "supply_limit_exceeded")
    return []


def status_changed(data: Plain, moment: Moment) -> Consents:
    before = moment.state.instrument(data["instrument"])
    issuer = before["issuer"]
    if data["by"] == issuer and before["suspended_by"] in (None, issuer):
        moment.need(issuer)
    else:
        demand({data["previous_status"], data["status"]} == {"active", "suspended"}, "issuer_alone")
        moment.need_role(data["by"], "supervisor")
    left = moment.state.outstanding(data["instrument"])
    demand(data["status"] != "cancelled" or left == 0, "instrument_in_circulation")
    return []


# Holdings.


def issued(data: Plain, moment: Moment) -> Consents:
    moment.movable(data["instrument"], data["account"])
    instrument = moment.state.instrument(data["instrument"])
    moment.need(instrument["issuer"])
    consents = moment.joined([moment.control(data["account"], "takes")], instrument["issuer"])
    total = moment.state.outstanding(data["instrument"]) + data["quantity"]
    demand(instrument["supply_limit"] is None or total <= instrument["supply_limit"], "supply_limit_exceeded")
    return consents


def redeemed(data: Plain, moment: Moment) -> Consents:
    moment.movable(data["instrument"], data["account"], redeems=True)
    issuer = moment.state.instrument(data["instrument"])["issuer"]
    moment.need(issuer)
    return moment.joined([moment.control(data["account"], "gives")], issuer)


def corrected(data: Plain, moment: Moment) -> Consents:
    adds = data["change"] == "adds"
    moment.movable(data["instrument"], data["account"], redeems=not adds)
    instrument = moment.state.instrument(data["instrument"])
    moment.need(instrument["issuer"])
    moment.need_role(data["maker"], "registrar", "recorder")
    if data["checker"] == instrument["issuer"]:
        moment.need(data["checker"])
    else:
        moment.need_role(data["checker"], "registrar", "recorder", "supervisor")
    demand(data["maker"] != data["checker"], "four_eyes_needed")
    try:
        moment.need_all(data["maker"], data["checker"])
    except Denied as denied:
        raise Denied("four_eyes_needed") from denied
    consent = moment.control(data["account"], "takes" if adds else "gives")
    moment.joined([consent], instrument["issuer"], data["maker"], data["checker"])
    if adds and instrument["supply_limit"] is not None:
        total = moment.state.outstanding(data["instrument"]) + data["quantity"]
        demand(total <= instrument["supply_limit"], "supply_limit_exceeded")
    return [consent]


def transferred(data: Plain, moment: Moment) -> Consents:
    demand(data["sender"] != data["receiver"], "same_account")
    moment.movable(data["instrument"], data["sender"], data["receiver"])
    giving, taking = data["giving"], data["taking"]
    record = moment.state.records[giving] if giving is not None else {}
    acting = [one for one in (record.get("executor"), record.get("keeper")) if one is not None and "/" not in one]
    if giving is None:
        gives = moment.control(data["sender"], "gives")
    elif giving.startswith("holdings/mandate/"):
        by = under_mandate(data, moment.state.records[giving], moment)
        gives = moment.consent(data["sender"], "gives", "mandate", giving, by)
    else:
        by = under_hold(data, moment.state.records[giving], moment)
        gives = moment.consent(data["sender"], "gives", "hold", giving, by)
    if taking is None:
        return moment.joined([gives, moment.control(data["receiver"], "takes")], *acting)
    record = moment.state.records[taking]
    affirmed = record.get("affirmed", [{"account": data["receiver"], "by": record.get("agreed_by")}])
    by = next(one["by"] for one in affirmed if one["account"] == data["receiver"])
    return moment.joined([gives, moment.consent(data["receiver"], "takes", "mandate", taking, by)], *acting)


def under_hold(data: Plain, hold: Plain, moment: Moment) -> list[str]:
    demand(moment.acts(hold["executor"], data["cause"]), "hold_reserved")
    demand(hold["expires"] is None or moment.time < hold["expires"], "hold_expired")
    if hold["kind"] == "pledge":
        demand(moment.time >= hold.get("enforceable_from", NUMBER_MAX), "pledge_not_enforceable")
        allowed = hold.get("enforceable_to")
        demand(allowed is None or data["receiver"] in allowed, "pledge_not_enforceable")
        with_keeper(hold, moment)
    demand(data["quantity"] <= hold["quantity"], "exceeds_hold")
    return list(hold["granted_by"])


def with_keeper(pledge: Plain, moment: Moment) -> None:
    """The keeper of a pledge agrees, by keys that do not count for the pledgee."""
    if "keeper" in pledge:
        pledgee = [pledge["executor"]] if "/" not in pledge["executor"] else []
        try:
            moment.need_all(*pledgee, pledge["keeper"])
        except Denied as denied:
            raise Denied("keeper_missing") from denied


def pledged(data: Plain, moment: Moment) -> Consents:
    if "keeper" in data:
        demand(data["keeper"] != data["executor"], "keeper_is_pledgee")
        moment.standing(data["keeper"])
    return set_aside(data, moment)


def under_mandate(data: Plain, mandate: Plain, moment: Moment) -> list[str]:
    demand(mandate["status"] == "active", "unknown_mandate")
    demand("takes" not in mandate, "consent_missing")
    demand(moment.acts(mandate["executor"], data["cause"]), "hold_reserved")
    demand(mandate["expires"] is None or moment.time < mandate["expires"], "mandate_expired")
    demand(mandate["instrument"] in (None, data["instrument"]), "exceeds_mandate")
    demand(mandate["receivers"] is None or data["receiver"] in mandate["receivers"], "exceeds_mandate")
    total = mandate["moved"] + data["quantity"]
    demand(mandate["quantity"] is None or total <= mandate["quantity"], "exceeds_mandate")
    return list(mandate["granted_by"])


def set_aside(data: Plain, moment: Moment) -> Consents:
    moment.movable(data["instrument"], data["account"])
    if "/" not in data["executor"]:
        moment.standing(data["executor"])
    return [moment.control(data["account"], "gives")]


def released(data: Plain, moment: Moment) -> Consents:
    hold = reserved(moment, data["encumbrance"], "hold")
    demand((hold["account"], hold["instrument"]) == (data["account"], data["instrument"]), "encumbrance_elsewhere")
    if moment.acts(hold["executor"], data["cause"]):
        return []
    demand("/" not in data["encumbrance"], "hold_reserved")
    consent = moment.control(hold["account"], "gives")
    expired = hold["expires"] is not None and moment.time >= hold["expires"]
    demand(expired or moment.over(hold["executor"]), "hold_not_expired")
    return [consent]


def pledge_released(data: Plain, moment: Moment) -> Consents:
    pledge = reserved(moment, data["encumbrance"], "pledge")
    demand((pledge["account"], pledge["instrument"]) == (data["account"], data["instrument"]), "encumbrance_elsewhere")
    if moment.acts(pledge["executor"], data["cause"]):
        with_keeper(pledge, moment)
        return []
    demand("/" not in data["encumbrance"], "hold_reserved")
    consent = moment.control(pledge["account"], "gives")
    with_keeper(pledge, moment)
    demand(moment.over(pledge["executor"]), "hold_reserved")
    return moment.joined([consent], *([pledge["keeper"]] if "keeper" in pledge else []))


def frozen_or_not(data: Plain, moment: Moment, act: str) -> Consents:
    if "order" not in data:
        return [moment.order(data["account"], data["supervisor"])]
    consents = under_order(data, moment, act, {"gives": data["account"]})
    demand(data["supervisor"] in consents[0]["by"], "not_authorised")
    return consents


def unfrozen(data: Plain, moment: Moment) -> Consents:
    freeze = reserved(moment, data["encumbrance"], "freeze")
    demand("order" in data or "/" not in freeze["executor"], "frozen_by_order")
    return frozen_or_not(data, moment, "thaws")


def frozen(data: Plain, moment: Moment) -> Consents:
    (consent,) = frozen_or_not(data, moment, "freezes")
    moment.state.account(data["account"])
    moment.state.instrument(data["instrument"])
    return [consent]


def mandate_granted(data: Plain, moment: Moment) -> Consents:
    if "/" not in data["executor"]:
        moment.standing(data["executor"])
    return [moment.control(data["account"], "takes" if "takes" in data else "gives")]


def mandate_revoked(data: Plain, moment: Moment) -> Consents:
    mandate = moment.state.mandate(data["mandate"])
    if moment.acts(mandate["executor"], data["cause"]):
        return []
    consent = moment.control(mandate["account"], "takes" if "takes" in mandate else "gives")
    demand(mandate["revocable"] or moment.over(mandate["executor"]), "mandate_irrevocable")
    return [consent]


# Settlement, and the chain's own rules.


def instructed(data: Plain, moment: Moment) -> Consents:
    moment.concerned(data["instructor"], accounts_of(data["legs"]))
    for name in accounts_of(data["legs"]):
        moment.state.account(name)
    return []


def affirmed(data: Plain, moment: Moment) -> Consents:
    legs = moment.state.instruction(data["instruction"])["legs"]
    sides = [("gives", "sender"), ("takes", "receiver")]
    own = [side for side, end in sides if data["account"] in {leg[end] for leg in legs}]
    return moment.joined([moment.control(data["account"], side) for side in own])


def settled(data: Plain, moment: Moment) -> Consents:
    if data["by"] is not None:
        moment.concerned(data["by"], accounts_of(moment.state.instruction(data["instruction"])["legs"]))
    return []


def cancelled(data: Plain, moment: Moment) -> Consents:
    if data["by"] is None:
        return []
    moment.need(data["by"])
    if data["reason"] == "cancelled_by_instructing_party":
        return []
    accounts = accounts_of(moment.state.instruction(data["instruction"])["legs"])
    return moment.joined([moment.control(name, "gives") for name in accounts], data["by"])


def failed(data: Plain, moment: Moment) -> Consents:
    moment.need(data["by"])
    if not set(moment.state.party(data["by"])["roles"]) & OPERATORS:
        record = moment.state.instruction(data["instruction"])
        demand(data["by"] == record["instructor"] and record["status"] != "pending", "not_a_party_to_it")
    return []


def feature_scheduled(data: Plain, moment: Moment) -> Consents:
    moment.need_role(data["registrar"], "registrar")
    features = {"attestations", "governance", "immediate_settlement", "standing_consents", "widened_holdings"}
    if data["feature"] not in features:
        raise Denied("unknown_feature")
    return []


def version_scheduled(data: Plain, moment: Moment) -> Consents:
    moment.need_role(data["registrar"], "registrar")
    if data.get("supervisor") is not None:
        moment.need_role(data["supervisor"], "supervisor")
        demand(data["supervisor"] != data["registrar"], "supervisor_needed")
        moment.need_all(data["registrar"], data["supervisor"])
    return []


def registered(data: Plain, moment: Moment) -> Consents:
    """With roles a registrar must, without any a recorder may."""
    moment.need_role(data["registrar"], "registrar", *([] if data["roles"] else ["recorder"]))
    return []


def window_scheduled(data: Plain, moment: Moment) -> Consents:
    moment.need_role(data["registrar"], "registrar")
    return []


PERMITS: dict[str, Callable[[Plain, Moment], Consents]] = {
    "protocol.feature_scheduled": feature_scheduled,
    "protocol.version_scheduled": version_scheduled,
    "protocol.window_scheduled": window_scheduled,
    "parties.registered": registered,
    "parties.suspended": by_role("by", "supervisor"),
    "parties.reinstated": by_role("by", "supervisor"),
    "parties.roles_assigned": by_role("registrar", "registrar"),
    "parties.keys_rotated": rotated,
    "parties.account_opened": account_opened,
    "parties.account_control_changed": control_changed,
    "parties.account_suspended": kept("custodian"),
    "parties.account_reinstated": kept("suspended_by"),
    "parties.attesters_trusted": by_role("by", "supervisor"),
    "parties.attested": attested,
    "parties.attestation_revoked": attestation_revoked,
    "instruments.defined": defined,
    "instruments.amended": amended,
    "instruments.status_changed": status_changed,
    "holdings.issued": issued,
    "holdings.redeemed": redeemed,
    "holdings.transferred": transferred,
    "holdings.corrected": corrected,
    "holdings.held": set_aside,
    "holdings.released": released,
    "holdings.pledged": pledged,
    "holdings.pledge_released": pledge_released,
    "holdings.frozen": frozen,
    "holdings.unfrozen": unfrozen,
    "holdings.mandate_granted": mandate_granted,
    "holdings.mandate_revoked": mandate_revoked,
    "settlement.instructed": instructed,
    "settlement.affirmed": affirmed,
    "settlement.allocated": lambda data, moment: [moment.control(data["account"], "gives")],
    "settlement.settled": settled,
    "settlement.cancelled": cancelled,
    "settlement.failed": failed,
}
