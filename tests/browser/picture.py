"""Takes the pictures in README.md anew: `python -m tests.browser.picture`."""

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from service.web import create_app
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.service.api.home import NOW, make_demonstration, settings_of

FOLDER = Path(__file__).parent / "screenshots"
SIZE = {"width": 1120, "height": 940}
MOST_BYTES = 200_000
PICTURES = {"list": "/", "company": "/companies/tesla"}
"""File name → the page whose first screen it shows."""


def take(browser: Browser, address: str, folder: Path = FOLDER) -> list[Path]:
    """Keeps what each page shows first; answers the files."""
    made = []
    page = browser.new_page(viewport=SIZE)
    for name, path in PICTURES.items():
        page.goto(address + path)
        made.append(folder / f"{name}.png")
        page.screenshot(path=made[-1])
    page.close()
    return made


@contextmanager
def demonstration() -> Iterator[str]:
    """The address of a service over the demonstration, scored as tests score it."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings_of(make_demonstration(Path(folder) / "home")), now=lambda: NOW)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


if __name__ == "__main__":
    with demonstration() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        take(browser, address)
        browser.close()
