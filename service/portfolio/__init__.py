"""Portfolios and licence applications: reading files, naming every fault, storing whole versions."""
