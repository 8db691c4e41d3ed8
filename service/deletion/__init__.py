"""Deleting a portfolio with all it left behind: what will go, and going through with it."""
