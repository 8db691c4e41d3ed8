"""The pictures in README.md can be taken anew, and are small enough to be read with it."""

import pytest

from tests.browser.picture import FOLDER, MOST_BYTES, PICTURES, take

pytestmark = pytest.mark.browser
PNG = b"\x89PNG\r\n"


def test_every_picture_is_taken_and_small(chromium, address, tmp_path):
    made = take(chromium, address, tmp_path)
    assert [path.stem for path in made] == list(PICTURES)
    assert all(path.read_bytes().startswith(PNG) and 20_000 < path.stat().st_size < MOST_BYTES for path in made)


@pytest.mark.parametrize("name", PICTURES)
def test_the_kept_pictures_are_small(name):
    assert 20_000 < (FOLDER / f"{name}.png").stat().st_size < MOST_BYTES
