"""The API keeps its own contract, whatever a fuzzer sends, for every role.

A short form runs with the suite; SCHEMATHESIS_EXAMPLES=100 makes the long one (examples per endpoint).
"""

import json
import os
import re
from collections.abc import Iterator

import jsonschema_rs
import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.openapi import from_wsgi
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from scenariowiki.api.openapi import document
from tests import personas
from tests.api.caller import Caller, token_for

pytestmark = pytest.mark.unmeasured

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "4"))
ROLES = {"reader": personas.REA, "contributor": personas.ANN, "curator": personas.CY, "admin": personas.ADA}
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)


def routed(app: Flask) -> Iterator[tuple[str, str]]:
    """Walk what is routed under the API."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/"):
            path = rule.rule.removeprefix("/api/v1").replace("<", "{").replace(">", "}")
            yield from ((path, method.lower()) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"})


def test_every_endpoint_is_documented(app: Flask) -> None:
    told = document()["paths"]

    assert {(path, method) for path, some in told.items() for method in some} == set(routed(app))


def test_the_document_s_schemas_are_schemas_and_every_reference_leads_somewhere(app: Flask) -> None:
    told = document()
    schemas = told["components"]["schemas"]

    jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": schemas})
    assert set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(told))) <= set(schemas)


def aim(case: Case) -> None:
    """Point at what is there, so that more than the door is tried."""
    case.path_parameters = dict.fromkeys(case.path_parameters or {}, 1)
    if "from" in (case.query or {}):
        case.query = {"from": 1, "to": 2}
    if isinstance(case.body, dict) and "base_seq" in case.body:
        case.body["base_seq"] = 1


@pytest.mark.parametrize("role", ROLES)
def test_no_input_breaks_the_contract(
    app: Flask, published: dict[str, object], as_ann: Caller, role: str
) -> None:
    report = {"result": "solved", "applied_on": "2026-11-01"}
    assert as_ann.post("/solutions/1/outcomes", report).status_code == 201
    header = {"Authorization": f"Bearer {token_for(ROLES[role])}", "Accept-Encoding": "identity"}
    schema = from_wsgi("/api/v1/openapi.json", app, headers=header)
    seen = 0

    for found in schema.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]  # an Err has it too, and raises
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @settings(
                max_examples=EXAMPLES,
                deadline=None,
                database=None,
                phases=(Phase.explicit, Phase.generate),
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def fuzz(case: Case) -> None:
                nonlocal seen
                seen += 1
                if seen % 2:
                    aim(case)
                case.call_and_validate(headers=header, checks=list(CHECKS))

            fuzz()
    assert seen >= EXAMPLES
