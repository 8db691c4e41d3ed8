"""A real Chromium over a real server; every page it opens must log no error and load nothing from elsewhere."""

import shutil
import threading
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from service.web import create_app
from tests.service.api.home import NOW, make_home, settings_of

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """Where the service answers, over the demonstration and a portfolio with awkward names."""
    app = create_app(settings_of(make_home(tmp_path_factory.mktemp("browsed"))), now=lambda: NOW)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(params=SIZES)
def size(request):
    """On a desk and on a phone."""
    return SIZES[request.param]


@pytest.fixture
def page(chromium, address, size):
    """A page of that size with scripts switched off, since nothing here may need them."""
    context = chromium.new_context(viewport=size, base_url=address, java_script_enabled=False)
    opened, said, asked = context.new_page(), [], []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    yield opened
    context.close()
    assert said == []
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(address).netloc}


@pytest.fixture
def scripted(chromium, address, size):
    """A page in which a test may look around with scripts of its own."""
    context = chromium.new_context(viewport=size, base_url=address)
    yield context.new_page()
    context.close()
