"""Levers: worked by hand, then properties on random worlds."""
