"""Lets `python -m service.cli` stand for `exposure`."""

from service.cli import main

if __name__ == "__main__":
    main()
