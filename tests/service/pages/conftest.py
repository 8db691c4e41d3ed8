"""The scored home of the API tests, asked for pages."""

from tests.service.api.conftest import client, empty_client, own_client, own_home, scored_home

__all__ = ["client", "empty_client", "own_client", "own_home", "scored_home"]
