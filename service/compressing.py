"""Pages and what they load, compressed on their way to browsers that read it so."""

from flask import Flask
from flask_compress import Compress

SETTINGS = {
    # Answers of the interface are small, and told apart by a tag of their content: they go out as they are.
    "COMPRESS_REGISTER": False,
    "COMPRESS_ALGORITHM": ["gzip"],
    "COMPRESS_ALGORITHM_STREAMING": ["gzip"],
    # A page is about a tenth larger than at the level usual for files, and made sooner.
    "COMPRESS_LEVEL": 4,
}


def compress(app: Flask, pages: str) -> None:
    """Compresses the text of pages, a blueprint by its name, and of static files."""
    app.config.update(SETTINGS)
    compressor = Compress(app)
    app.after_request_funcs.setdefault(pages, []).append(compressor.after_request)
    app.view_functions["static"] = compressor.compressed()(app.view_functions["static"])
