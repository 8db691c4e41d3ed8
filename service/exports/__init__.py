"""Scores as files for spreadsheets and programs: the same rows and columns in every format."""
