"""Settings for all tests: made-up cases are the same on every run, and no test fails for being slow."""

from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")
