"""The small mutable state: which runs were tried and which files were imported."""
