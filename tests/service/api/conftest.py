"""One scored home for all tests that only read; those that change something get a copy."""

import shutil

import pytest

from service.web import create_app
from tests.service.api.home import NOW, make_home, settings_of


@pytest.fixture(scope="session")
def scored_home(tmp_path_factory):
    return make_home(tmp_path_factory.mktemp("scored"))


def client_of(home, **given):
    return create_app(settings_of(home, **given), now=lambda: NOW).test_client()


@pytest.fixture(scope="session")
def client(scored_home):
    """Asks the service over the scored home."""
    return client_of(scored_home)


@pytest.fixture
def own_home(scored_home, tmp_path):
    """A copy of the scored home that a test may change."""
    return shutil.copytree(scored_home, tmp_path / "home")


@pytest.fixture
def own_client(own_home):
    return client_of(own_home)


@pytest.fixture
def empty_client(tmp_path):
    """The service before its first run."""
    return client_of(tmp_path / "empty")
