"""Takes the picture in README.md anew: `python -m tests.browser.picture`."""

import tempfile
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from service.web import create_app
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.service.api.home import NOW, make_home, settings_of

PICTURE = Path(__file__).parent / "screenshots" / "company.png"
SIZE = {"width": 1120, "height": 1080}


def take(company_id: str = "tesla") -> None:
    """Scores the demonstration and keeps what a company's page shows first."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings_of(make_home(Path(folder) / "home")), now=lambda: NOW)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            page = browser.new_page(viewport=SIZE)
            page.goto(f"http://127.0.0.1:{server.server_port}/companies/{company_id}")
            page.screenshot(path=PICTURE)
            browser.close()
        server.shutdown()


if __name__ == "__main__":
    take()
