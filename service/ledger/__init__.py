"""Why scores moved between two runs or days, and what runs were made from."""
