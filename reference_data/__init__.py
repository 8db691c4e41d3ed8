"""Dated, cited reference tables: contracts, loader and checks."""
