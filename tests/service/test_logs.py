"""Logging never fails what was asked."""

import logging

import pytest

from service.logs import LOG_FILE, log_to
from service.settings import Settings


@pytest.fixture(autouse=True)
def _logging_as_before():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def test_a_home_folder_that_is_not_there_costs_the_line_and_nothing_else(tmp_path):
    log_to(Settings(home=tmp_path / "gone"), stderr=False)
    logging.getLogger("service").info("a line for nobody")
    assert not (tmp_path / "gone").exists()


def test_lines_are_json_in_the_home_folder(tmp_path):
    log_to(Settings(home=tmp_path), stderr=False)
    logging.getLogger("service").info("a line")
    assert '"event": "a line"' in (tmp_path / LOG_FILE).read_text()
