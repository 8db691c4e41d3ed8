"""Turns a portfolio and reference tables into expected loss, points and contributions. Pure."""
