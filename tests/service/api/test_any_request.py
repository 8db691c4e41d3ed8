"""Requests made up from the document, sound and broken: every answer is one that the document describes."""

import shutil
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from service.api.openapi import document
from service.web import create_app
from tests.service.api.conftest import client_of
from tests.service.api.home import settings_of

# Well-formed country codes that do not exist, and files with faults, are refused: no schema can say that.
EXCLUDED = [positive_data_acceptance]
# A run or a file asked for is real work in a process of its own; their requests have tests of their own.
STARTS_WORK = ("startRun", "startExport")


def operations():
    """Every operation with sound requests, and those that take parameters or a JSON body with broken ones."""
    app = create_app(settings_of(Path("unused")))
    with app.app_context():
        paths = document()["paths"].values()
    for each in (each for path in paths for each in path.values() if each["operationId"] not in STARTS_WORK):
        yield each["operationId"], GenerationMode.POSITIVE
        reads_json = "application/json" in each.get("requestBody", {}).get("content", {})
        if reads_json or any(parameter["in"] == "query" for parameter in each["parameters"]):
            yield each["operationId"], GenerationMode.NEGATIVE


@pytest.fixture(scope="module")
def schema(scored_home, tmp_path_factory):
    home = shutil.copytree(scored_home, tmp_path_factory.mktemp("any") / "home")
    return schemathesis.openapi.from_wsgi("/openapi.json", client_of(home).application)


@pytest.mark.parametrize(("operation", "mode"), list(operations()), ids=lambda value: getattr(value, "value", value))
def test_any_request_is_answered_as_described(schema, operation, mode):
    @given(case=schema.find_operation_by_id(operation).as_strategy(generation_mode=mode))
    @settings(max_examples=10, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    def asked(case):
        case.call_and_validate(excluded_checks=EXCLUDED)

    asked()
