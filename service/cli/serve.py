"""`exposure serve`: the web and the scheduler, started together and stopped together."""

import signal
import sys

import click

from service.settings import load_settings, refuse_unguarded


@click.command("serve")
@click.option("--host", help="Address to serve on; others than this machine can reach it only once an API key is set.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to serve on.")
def command(host: str | None, port: int | None) -> None:
    """Serve scores, pages and exports, and rescore every night.

    The first start loads the demonstration portfolio and scores it as of today.
    """
    from service.serving import serve

    # As process 1 of a container nothing stops us unless we say how.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    settings = load_settings(host=host, port=port)
    refuse_unguarded(settings)
    serve(settings)
