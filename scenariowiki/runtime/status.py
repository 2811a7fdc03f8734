"""Which HTTP status a refusal of the domain is; pages and API read the same map."""

from collections.abc import Mapping
from http import HTTPStatus

from scenariowiki.kernel import errors

STATUS: Mapping[type[errors.DomainError], HTTPStatus] = {
    errors.Unauthenticated: HTTPStatus.UNAUTHORIZED,
    errors.Forbidden: HTTPStatus.FORBIDDEN,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.Throttled: HTTPStatus.TOO_MANY_REQUESTS,
    errors.DomainError: HTTPStatus.BAD_REQUEST,
}


def status_of(error: errors.DomainError) -> HTTPStatus:
    """Return the status of the nearest class that has one."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
