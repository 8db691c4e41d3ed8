"""Runs: published snapshots of every score, and how they are written, switched, read and listed."""
