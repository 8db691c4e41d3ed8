"""The data dictionary: what each column that can be exported holds, in which unit, and what an empty cell means."""
