# SPDX-License-Identifier: Apache-2.0
"""The problems of EPCIS 2.0, by the names that its REST bindings give them."""

from typing import Final

from counterfoil.api.problems import Problem, ProblemKind
from counterfoil.epcis.finding import Finding
from counterfoil.primitives.errors import InputError

_PREFIX: Final = "epcisException:"
TOLD_MAX: Final = 50
"""How many findings of one document are told."""


def _kind(name: str, title: str, status: int) -> ProblemKind:
    return ProblemKind(_PREFIX + name, title, status)


VALIDATION: Final = _kind("ValidationException", "The document is not valid", 400)
QUERY_PARAMETER: Final = _kind("QueryParameterException", "A parameter of the query is wrong", 400)
SECURITY: Final = _kind("SecurityException", "Not for whoever asks", 403)
NO_SUCH_NAME: Final = _kind("NoSuchNameException", "Nothing of that name", 404)
NO_SUCH_RESOURCE: Final = _kind("NoSuchResourceException", "Nothing of that name", 404)
NOT_ACCEPTABLE: Final = _kind("NotAcceptableException", "Not to be had in that form", 406)
ALREADY_EXISTS: Final = _kind("ResourceAlreadyExistsException", "The event was captured before", 409)
DUPLICATE_NAME: Final = _kind("DuplicateNameException", "There is a query of that name", 409)
CAPTURE_LIMIT: Final = _kind("CaptureLimitExceededException", "More than is captured at once", 413)
TOO_LARGE: Final = _kind("QueryTooLargeException", "More events than were asked for at most", 413)
URI_TOO_LONG: Final = _kind("URITooLongException", "The address is too long", 414)
MEDIA_TYPE: Final = _kind("UnsupportedMediaTypeException", "Not a kind of document that is read here", 415)
SUBSCRIPTION: Final = _kind("SubscriptionControlsException", "The subscription cannot be kept", 400)
IMPLEMENTATION: Final = _kind("ImplementationException", "The service failed", 500)
DIALECT: Final = {
    kind.status: kind.type
    for kind in (
        SECURITY,
        NO_SUCH_RESOURCE,
        NOT_ACCEPTABLE,
        CAPTURE_LIMIT,
        URI_TOO_LONG,
        MEDIA_TYPE,
        VALIDATION,
        IMPLEMENTATION,
    )
} | {401: SECURITY.type}
"""Of problems that are found before a handler is asked. GS1's bindings have no name for 405, 421 and 503."""
KINDS: Final = (
    *(VALIDATION, QUERY_PARAMETER, SECURITY, NO_SUCH_NAME, NO_SUCH_RESOURCE, NOT_ACCEPTABLE, ALREADY_EXISTS),
    *(DUPLICATE_NAME, CAPTURE_LIMIT, TOO_LARGE, URI_TOO_LONG, MEDIA_TYPE, SUBSCRIPTION, IMPLEMENTATION),
)


def invalid(findings: list[Finding]) -> Problem:
    """What is wrong with a document, by place."""
    told = [{"place": one.place, "rule": one.rule, "problem": one.problem} for one in findings[:TOLD_MAX]]
    return Problem(VALIDATION, str(findings[0]), more={"errors": told, "count": len(findings)})


def wrong_parameter(error: InputError) -> Problem:
    """A parameter of a query, by its name."""
    return Problem(QUERY_PARAMETER, str(error), more={"parameter": error.where})
