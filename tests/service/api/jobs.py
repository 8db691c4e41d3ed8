"""What tests of long work share: waiting for its end."""

import threading

from tests.service.api.asking import good


def ended(client, url):
    """The work once it is over."""
    for _ in range(600):
        job = good(client.get(url))["job"]
        if job["status"] not in ("waiting", "running"):
            return job
        threading.Event().wait(0.1)
    raise AssertionError("the work does not end")
